"""`tradepost openapi`: the description of the API."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.environment import settings_or_exit


def openapi(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
) -> None:
    """Print the OpenAPI document of the API, as this shop's settings make it. No server is asked."""
    import orjson

    from entrypoints.asgi import application
    from shared.infra.http.docs import openapi_document

    document = orjson.dumps(
        openapi_document(application(settings_or_exit(needs_servers=False))), option=orjson.OPT_INDENT_2
    )
    if output is None:
        typer.echo(document.decode())
    else:
        output.write_bytes(document)
