"""Checks that the database can be used before a command uses it; a command that cannot start says why in a sentence."""

import asyncio
from collections.abc import Awaitable

import typer

from entrypoints.settings import Settings
from shared.infra.cli import EXIT_UNAVAILABLE
from shared.infra.sql.connections.connect_problems import (
    problem_of_direct,
    problem_of_owner,
    problem_of_program,
)
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.connections.poolers import hint_of_timeouts


def require_database(settings: Settings, *, migrated: bool = True) -> None:
    """Exit with `EXIT_UNAVAILABLE` unless the program can use its database."""
    url, direct = DatabaseUrl.parse(settings.database_url), settings.direct_database_url
    _require("DATABASE_URL", problem_of_program(url, migrated=migrated, behind_pooler=direct is not None))
    if direct is not None:
        _require("TRADEPOST_DIRECT_DATABASE_URL", problem_of_direct(DatabaseUrl.parse(direct), url))


def show_hints(settings: Settings) -> None:
    """Print what works otherwise than the settings suggest."""
    url = DatabaseUrl.parse(settings.database_url)
    if url.demands_channel_binding:
        typer.echo(
            "DATABASE_URL: channel_binding=require is not enforced, because the driver has no channel binding; with"
            " sslmode=verify-full the server proves its identity",
            err=True,
        )
    if settings.direct_database_url is not None and (hint := _run(hint_of_timeouts(url))):
        typer.echo(f"DATABASE_URL: {hint}", err=True)


def require_owner(settings: Settings) -> None:
    """Exit with `EXIT_UNAVAILABLE` unless migrations can use the database."""
    given = {
        "TRADEPOST_MIGRATION_DATABASE_URL": settings.migration_database_url,
        "TRADEPOST_DIRECT_DATABASE_URL": settings.direct_database_url,
        "DATABASE_URL": settings.database_url,
    }
    variable = next(name for name, url in given.items() if url is not None)
    _require(variable, problem_of_owner(DatabaseUrl.parse(settings.owner_database_url)))


def _require(variable: str, problem: Awaitable[str | None]) -> None:
    if text := _run(problem):
        typer.echo(f"{variable}: {text}", err=True)
        raise typer.Exit(EXIT_UNAVAILABLE)


def _run(question: Awaitable[str | None]) -> str | None:
    async def answered() -> str | None:
        return await question

    return asyncio.run(answered())
