"""`tradepost settings`: list all settings."""

from pathlib import Path
from typing import Annotated

import typer


def settings(
    write: Annotated[Path | None, typer.Option(help="Update the table in this Markdown file.")] = None,
) -> None:
    """Print all settings with default and description as a Markdown table."""
    from entrypoints.configuration.settings_table import replace_table, settings_table

    if write:
        write.write_text(replace_table(write.read_text()))
    else:
        typer.echo(settings_table())
