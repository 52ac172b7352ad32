"""Reports errors of the database while a command runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from shared.infra.cli import EXIT_UNAVAILABLE
from shared.kernel.errors import Unavailable


@contextmanager
def database_errors_reported() -> Iterator[None]:
    """Exit with `EXIT_UNAVAILABLE` and a sentence if the database fails while a command runs."""
    try:
        yield
    except Exception as error:
        text = _sentence(error)
        if text is None:
            raise
        typer.echo(text, err=True)
        raise typer.Exit(EXIT_UNAVAILABLE) from None


def _sentence(error: Exception) -> str | None:
    """What to say about a failure of the database; None if the error is another."""
    fallback = error.detail if isinstance(error, Unavailable) else None
    if "asyncpg" not in sys.modules:
        return fallback  # nothing has connected
    from entrypoints.cli.environment import settings_or_exit
    from shared.infra.sql.connections.connect_problems import describe, known_failure
    from shared.infra.sql.connections.database_url import DatabaseUrl

    failure = known_failure(error)
    if failure is None:
        return fallback
    return describe(failure, DatabaseUrl.parse(settings_or_exit(needs_servers=False).database_url))
