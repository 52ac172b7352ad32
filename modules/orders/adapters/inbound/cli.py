"""`tradepost search`: maintenance of the order search index."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import typer

from shared.infra.cli import Run, run_command


class Rebuild(Protocol):
    """`RebuildIndex` implements it, which is imported when the command runs."""

    async def __call__(self, report_progress: Callable[[int], None]) -> int: ...


def commands(rebuild: Callable[[], Rebuild], run: Run = asyncio.run) -> typer.Typer:
    """The commands; their dependencies are created when a command runs."""
    app = typer.Typer()
    search = typer.Typer(help="The order search index.")
    app.add_typer(search, name="search")

    @search.callback()
    def about() -> None:
        """Keep `rebuild` a subcommand although it is the only one."""

    @search.command("rebuild")
    def rebuild_index() -> None:
        """Rebuild the search index, for example after doctor found errors in it.

        The shop can stay in operation; searches use the existing index meanwhile.
        """

        def report_progress(number: int) -> None:
            typer.echo(f"{number} orders indexed", err=True)

        number: int = run_command(rebuild()(report_progress), run)
        typer.echo(f"the index holds {number} orders")

    return app
