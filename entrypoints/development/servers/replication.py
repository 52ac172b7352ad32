"""What backups need of an embedded server: a replication slot and markers in its write-ahead log (WAL)."""

from dataclasses import dataclass
from datetime import datetime

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

SLOT = "tradepost_backup"
RECEIVER = "tradepost-wal-archive"
"""Application name of the process that receives the WAL."""

RETAINED = "4GB"
"""WAL that the server retains for a receiver that falls behind. Then the shop is more important than its archive."""

_CREATE = "SELECT pg_create_physical_replication_slot($1, true)"
_DROP = "SELECT pg_drop_replication_slot($1)"
_STATE = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = $1"
_MARK = "SELECT pg_logical_emit_message(true, 'tradepost', 'backup')"
_CHANGED = "SELECT pg_current_wal_insert_lsn() > $1::text::pg_lsn"
_RECEIVED = """
    SELECT coalesce(bool_or(write_lsn >= $1::text::pg_lsn), false) FROM pg_stat_replication WHERE application_name = $2
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Every transaction that was committed until `at` lies before `position` in the WAL."""

    position: str
    at: datetime


class ReplicationSource:
    """The server at a superuser's URL."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def ensure_slot(self) -> bool:
        """Create the slot if it does not exist, or again if the server gave it up. Returns whether it is new."""
        state = await self._value(_STATE, SLOT)
        if state == "lost":
            await self._value(_DROP, SLOT)
        elif state is not None:
            return False
        await self._value(f"ALTER SYSTEM SET max_slot_wal_keep_size = '{RETAINED}'")
        await self._value("SELECT pg_reload_conf()")
        await self._value(_CREATE, SLOT)
        return True

    async def drop_slot(self) -> None:
        """Drop the slot, so that the server retains no more WAL."""
        if await self._value(_STATE, SLOT) is not None:
            await self._value(_DROP, SLOT)

    async def mark(self) -> Mark:
        """Commit a marker, so that a recovery to an earlier time finds a later commit where it can stop."""
        connection = await connect(DatabaseUrl.parse(self._url))
        try:
            at: datetime = await connection.fetchval("SELECT clock_timestamp()")
            await connection.execute(_MARK)
            return Mark(await connection.fetchval("SELECT pg_current_wal_flush_lsn()::text"), at)
        finally:
            await connection.close()

    async def has_changed_since(self, mark: Mark) -> bool:
        """Whether WAL was written after the mark."""
        return bool(await self._value(_CHANGED, mark.position))

    async def is_received(self, mark: Mark) -> bool:
        """Whether the receiver has written the WAL up to the mark to its folder."""
        return bool(await self._value(_RECEIVED, mark.position, RECEIVER))

    async def _value(self, statement: str, *arguments: object) -> object:
        connection = await connect(DatabaseUrl.parse(self._url))
        try:
            return await connection.fetchval(statement, *arguments)
        finally:
            await connection.close()
