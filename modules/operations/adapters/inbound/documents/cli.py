"""`tradepost events`: what is published."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import orjson
import typer

from modules.operations.adapters.inbound.documents import json_schemas
from modules.operations.adapters.inbound.documents.served import Documents


def events_commands(documents: Callable[[], Documents]) -> typer.Typer:
    """The group of commands to mount; documents are made when one of them runs."""
    events = typer.Typer(help="What the shop publishes.", no_args_is_help=True)

    @events.callback()
    def group() -> None:
        """Stay a group, although it has but one command."""

    @events.command()
    def schemas(
        out: Annotated[Path | None, typer.Option(help="Write them, and the AsyncAPI document, to this folder.")] = None,
    ) -> None:
        """The JSON Schema of every event's data."""
        made = documents()
        if out is None:
            typer.echo(_json(made[json_schemas.INDEX]()))
            return
        out.mkdir(parents=True, exist_ok=True)
        for path, document in made.items():
            name = path.rpartition("/")[2]
            (out / (name if name.endswith(".json") else f"{name}.json")).write_text(_json(document()) + "\n")
        typer.echo(f"{len(made)} documents written to {out}")

    return events


def _json(document: object) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
