"""Checks at the start of a process that Redis or Valkey can be used."""

import typer

from entrypoints.settings import Settings
from shared.infra.cli import EXIT_UNAVAILABLE
from shared.infra.redis_clients.connect_problems import problem_of_redis


def require_redis(settings: Settings) -> None:
    """Exit with `EXIT_UNAVAILABLE` if a server refuses; print a line if one cannot be reached, and continue.

    Cache and queue reconnect by themselves, and orders are accepted without them.
    """
    urls = {"REDIS_URL": settings.redis_url, "TRADEPOST_BROKER_URL": settings.broker_url}
    for variable, url in urls.items():
        problem = None if url is None else problem_of_redis(url)
        if problem is not None:
            typer.echo(f"{variable}: {problem.text}", err=True)
            if problem.is_lasting:
                raise typer.Exit(EXIT_UNAVAILABLE)
