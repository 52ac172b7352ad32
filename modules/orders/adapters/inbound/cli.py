"""`tradepost search`: the index that orders are searched by."""

import asyncio
from collections.abc import Callable

import typer

from modules.orders.application.search.index_orders import RebuildIndex
from shared.infra.cli import Run, run_command


def commands(rebuild: Callable[[], RebuildIndex], run: Run = asyncio.run) -> typer.Typer:
    """The commands to mount; what they need is made when one of them runs."""
    app = typer.Typer()
    search = typer.Typer(help="The index that orders are searched by.")
    app.add_typer(search, name="search")

    @search.callback()
    def about() -> None:
        """Keep `rebuild` a subcommand though it is the only one."""

    @search.command("rebuild")
    def rebuild_index() -> None:
        """Index every order again: where doctor finds the index wrong.

        The shop may be at work meanwhile; searches find what the index holds so far.
        """

        def report_progress(number: int) -> None:
            typer.echo(f"{number} orders indexed", err=True)

        number: int = run_command(rebuild()(report_progress), run)
        typer.echo(f"the index holds {number} orders")

    return app
