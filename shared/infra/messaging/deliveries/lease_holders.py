"""Detect that the process that holds a delivery or a pending response has ended.

A process holds a session-level lock while it lives. When it ends, for whatever reason, the operating system closes the
connection and PostgreSQL frees the lock. A process that is only slow or suspended continues to hold it.
"""

import asyncio
from contextlib import suppress

from shared.infra.sql.database import Database
from shared.infra.sql.idempotency import HOLDER_LOCK
from shared.infra.sql.transaction import SqlReading
from shared.kernel.errors import Unavailable

HEARTBEAT_SECONDS = 1.0
"""Interval between two checks that the lock is still held."""

_REGISTER = f"""
    WITH holder AS (INSERT INTO platform.holders (since) VALUES (now()) RETURNING id)
    SELECT id, {HOLDER_LOCK.lock_session_twice("id")} FROM holder
"""  # noqa: S608 constants only
_HELD = HOLDER_LOCK.held_by_session("$1::int")
_UNLOCK = f"SELECT {HOLDER_LOCK.unlock_session_twice('$1::int')}"
_UNREGISTER = "DELETE FROM platform.holders WHERE id = $1"
_DELETE_DEAD = f"DELETE FROM platform.holders WHERE {HOLDER_LOCK.try_lock('id')} RETURNING id"  # noqa: S608 our own texts
_COUNT = "SELECT count(*) AS number FROM platform.holders"
_RELEASE = """
    UPDATE platform.deliveries SET leased_until = NULL
    WHERE held_by = ANY($1::int[]) AND done_at IS NULL AND leased_until > $2 RETURNING 1
"""


class Presence:
    """The process as a holder: `Database.holder` is its number, None while other processes could not detect its end.

    The lock has its own connection. After a lost connection the process gets a new number; running work of the former
    number may then be released, as after the end of a lease. Behind a pooler that shares sessions, the lock cannot be
    held, and only leases apply.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start holding the lock; the number is known soon afterwards."""
        self._task = asyncio.create_task(self._run(), name="presence")

    async def end(self) -> None:
        """Release the lock; no delivery may be running any more."""
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(Unavailable):
                async with self._database.lasting_session() as session:
                    await self._hold_lock(session)
            self._database.holder = None
            await self._wait()

    async def _hold_lock(self, session: SqlReading) -> None:
        (row,) = await session.fetch(_REGISTER)
        self._database.holder = holder = row["id"]
        while not self._stop.is_set():
            await self._wait()
            if not await session.fetch(_HELD, holder):
                return
        self._database.holder = None
        await session.fetch(_UNREGISTER, holder)
        await session.fetch(_UNLOCK, holder)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), HEARTBEAT_SECONDS)


def is_orphaned(row: str) -> str:
    """SQL that tests whether the holder in the row's `held_by` is dead, so that its lease no longer counts."""
    return f"({row}.held_by IS NOT NULL AND NOT EXISTS (SELECT FROM platform.holders h WHERE h.id = {row}.held_by))"


async def count_holders(database: Database) -> int:
    """The number of processes that hold the lock, with those that have ended lately. Raises Unavailable."""
    async with database.read() as reading:
        (row,) = await reading.fetch(_COUNT)
    return int(row["number"])


async def release_orphans(database: Database) -> int:
    """End the leases of dead holders, so that their deliveries are due immediately; returns their number."""
    async with database.begin() as tx:
        gone = [row["id"] for row in await tx.fetch(_DELETE_DEAD)]
        released = await tx.fetch(_RELEASE, gone, tx.now) if gone else []
        await tx.commit()
    return len(released)
