"""Checks that the database can be used before a command uses it; a command that cannot start says why in a sentence."""

import asyncio
from collections.abc import Awaitable

import typer

from entrypoints.settings import Settings
from shared.infra.cli import EXIT_UNAVAILABLE
from shared.infra.sql.connections.connect_problems import problem_of_owner, problem_of_program
from shared.infra.sql.connections.database_url import DatabaseUrl


def require_database(settings: Settings, *, migrated: bool = True) -> None:
    """Exit with `EXIT_UNAVAILABLE` unless the program can use its database."""
    url = DatabaseUrl.parse(settings.database_url)
    if url.demands_channel_binding:
        typer.echo(
            "DATABASE_URL: channel_binding=require is not enforced, because the driver has no channel binding; with"
            " sslmode=verify-full the server proves its identity",
            err=True,
        )
    _require("DATABASE_URL", problem_of_program(url, migrated=migrated))


def require_owner(settings: Settings) -> None:
    """Exit with `EXIT_UNAVAILABLE` unless migrations can use the database."""
    variable = "TRADEPOST_MIGRATION_DATABASE_URL" if settings.migration_database_url else "DATABASE_URL"
    _require(variable, problem_of_owner(DatabaseUrl.parse(settings.owner_database_url)))


def _require(variable: str, problem: Awaitable[str | None]) -> None:
    async def found() -> str | None:
        return await problem

    if text := asyncio.run(found()):
        typer.echo(f"{variable}: {text}", err=True)
        raise typer.Exit(EXIT_UNAVAILABLE)
