"""`tradepost new-module`: add a module to the source tree."""

from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).parents[3]
EXIT_REFUSED = 2


def new_module(
    name: Annotated[str, typer.Argument(help="The module's name, in the plural: suppliers.")],
    noun: Annotated[str | None, typer.Option(help="The singular of what it manages: supplier.")] = None,
) -> None:
    """Add a module with its tables, routes, events and tests to the source tree."""
    from entrypoints.development.new_module.create_module import create_module
    from entrypoints.development.new_module.names import RefusedName
    from entrypoints.development.new_module.source_tree import LIST, NoSourceTree

    try:
        files = create_module(ROOT, name, noun)
    except (RefusedName, NoSourceTree) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(EXIT_REFUSED) from None
    for path in files:
        typer.echo(f"  {path}")
    typer.echo(f"{len(files)} new files, and one line in {LIST}.\n")
    typer.echo(f"Read modules/{name}/README.md first. To check it: make check && make test-module M={name}")
