"""`tradepost settings`: what can be set."""

from pathlib import Path
from typing import Annotated

import typer


def settings(
    write: Annotated[Path | None, typer.Option(help="Bring the table in this page up to date.")] = None,
) -> None:
    """Print every setting with its default and meaning, as a Markdown table."""
    from entrypoints.configuration.table import replace_table, settings_table

    if write:
        write.write_text(replace_table(write.read_text()))
    else:
        typer.echo(settings_table())
