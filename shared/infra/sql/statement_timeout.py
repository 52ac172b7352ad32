"""Snapshots with a statement timeout."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction

_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


def bounded_snapshots(
    database: Database, milliseconds: int
) -> Callable[[], AbstractAsyncContextManager[SqlTransaction]]:
    """Open snapshots with a statement timeout, after which Unavailable is raised."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[SqlTransaction]:
        async with database.snapshot() as tx:
            await tx.fetch(_TIMEOUT, str(milliseconds))
            yield tx

    return begin
