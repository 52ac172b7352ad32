"""Work that one process at a time should do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.infra.sql.database import Database


class Locks:
    """Named locks, held by a connection: they end with it, however the holder ends.

    A lock of a transaction would be cut by the idle time-out while the work goes on elsewhere.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[bool]:
        """Whether nobody else holds the lock; if so it is held until the block ends."""
        async with self._database.read() as connection:
            (row,) = await connection.fetch("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got", name)
            try:
                yield row["got"]
            finally:
                if row["got"]:
                    await connection.fetch("SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
