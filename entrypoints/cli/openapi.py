"""`tradepost openapi`: print the OpenAPI document."""

from pathlib import Path
from typing import Annotated

import typer


def openapi(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write to.")] = None,
) -> None:
    """Print the OpenAPI document for the shop's settings. Needs no running server."""
    import orjson

    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.http.asgi import application
    from shared.infra.http.docs import openapi_document

    document = orjson.dumps(
        openapi_document(application(settings_or_exit(needs_servers=False))), option=orjson.OPT_INDENT_2
    )
    if output is None:
        typer.echo(document.decode())
    else:
        output.write_bytes(document)
