"""`tradepost events`: schemas of the published events."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import orjson
import typer

from modules.operations.adapters.inbound.documents.json_schemas import INDEX, Documents


def events_commands(documents: Callable[[], Documents]) -> typer.Typer:
    """Create the command group. Documents are built when a command runs."""
    events = typer.Typer(help="Schemas of published events.", no_args_is_help=True)

    @events.callback()
    def group() -> None:
        """Keep `schemas` a subcommand although it is the only one."""

    @events.command()
    def schemas(
        out: Annotated[
            Path | None, typer.Option(help="Write the schemas and the AsyncAPI document to this folder.")
        ] = None,
    ) -> None:
        """Print the JSON Schemas of all event types."""
        made = documents()
        if out is None:
            typer.echo(_json(made[INDEX]()))
            return
        out.mkdir(parents=True, exist_ok=True)
        for path, document in made.items():
            name = path.rpartition("/")[2]
            (out / (name if name.endswith(".json") else f"{name}.json")).write_text(_json(document()) + "\n")
        typer.echo(f"{len(made)} documents written to {out}")

    return events


def _json(document: object) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
