"""`tradepost reports`: rebuild the figures of reports."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import typer

from shared.infra.cli import Run, run_command


class Rebuild(Protocol):
    """`RebuildReports` implements it, which is imported when the command runs."""

    async def __call__(self, report_progress: Callable[[int], None]) -> int: ...


def commands(rebuild: Callable[[], Rebuild], run: Run = asyncio.run) -> typer.Typer:
    """Create the commands. Their use cases are created when a command runs."""
    app = typer.Typer()
    reports = typer.Typer(help="Maintain the figures of reports.")
    app.add_typer(reports, name="reports")

    @reports.callback()
    def about() -> None:
        """Keep `rebuild` a subcommand although it is the only one."""

    @reports.command("rebuild")
    def rebuilt() -> None:
        """Recount all orders, after a change of the time zone or if doctor finds wrong figures.

        The shop can keep running.
        """

        def report_progress(number: int) -> None:
            typer.echo(f"{number} orders counted", err=True)

        number: int = run_command(rebuild()(report_progress), run)
        typer.echo(f"reports rebuilt from {number} orders")

    return app
