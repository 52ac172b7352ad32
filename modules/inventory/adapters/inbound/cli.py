"""The commands of inventory."""

import asyncio
from typing import Annotated

import typer

from shared.infra.cli import Offer, Run, run_command
from shared.kernel.values.text import canonical_text


def commands(ledger_queries: Offer, run: Run = asyncio.run) -> typer.Typer:
    """The commands to mount. Their dependencies are created when a command runs."""
    app = typer.Typer()
    ledger = typer.Typer(help="The stock ledger.")
    app.add_typer(ledger, name="ledger")

    @ledger.callback()
    def about() -> None:
        """Makes `verify` a subcommand although it is the only one."""

    @ledger.command("verify")
    def verify(
        sku: Annotated[str | None, typer.Option(help="Only this product's chains.")] = None,
        location: Annotated[str | None, typer.Option(help="Only this location's chains.")] = None,
    ) -> None:
        """Recompute all hashes of the ledger. Exit code 1: lists the first invalid entry of each broken chain."""
        from modules.inventory.ports.ledger_queries import LedgerQueries

        queries: LedgerQueries = ledger_queries()
        verification = run_command(queries.verify(canonical_text(sku) if sku else sku, location), run)
        typer.echo(
            f"{verification.entries} entries in {verification.chains} chains, {len(verification.defects)} broken"
        )
        for defect in verification.defects:
            typer.echo(f"{defect.sku} at {defect.location_code}: entry {defect.seq} has a wrong {defect.problem}")
        if verification.defects:
            raise typer.Exit(1)

    return app
