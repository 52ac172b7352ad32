"""`tradepost reports`: their figures made anew."""

import asyncio
from collections.abc import Callable

import typer

from modules.reports.application.rebuild import RebuildReports
from shared.infra.cli import Run, run_command


def commands(rebuild: Callable[[], RebuildReports], run: Run = asyncio.run) -> typer.Typer:
    """The commands to mount; what they need is made when one of them runs."""
    app = typer.Typer()
    reports = typer.Typer(help="The figures of reports.")
    app.add_typer(reports, name="reports")

    @reports.callback()
    def about() -> None:
        """Keep `rebuild` a subcommand though it is the only one."""

    @reports.command("rebuild")
    def rebuilt() -> None:
        """Count every order again: after a change of the time zone, or where doctor finds figures wrong.

        The shop may be at work meanwhile.
        """

        def report_progress(number: int) -> None:
            typer.echo(f"{number} orders counted", err=True)

        number: int = run_command(rebuild()(report_progress), run)
        typer.echo(f"reports are made of {number} orders")

    return app
