"""Files in PostgreSQL, so that every host can read them and backups include them."""

from datetime import datetime, timedelta

from modules.import_export.ports.files import BLOCK
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction

ABANDONED = timedelta(hours=1)
"""An upload that no job uses within this time counts as interrupted."""

_OPEN = """
    INSERT INTO import_export.files (blocks, size, created_at, keep_until) VALUES (0, 0, $1, $2) RETURNING id
"""
_APPEND = """
    WITH block AS (INSERT INTO import_export.blocks (file_id, number, data) VALUES ($1, $2, $3))
    UPDATE import_export.files SET blocks = blocks + 1, size = size + octet_length($3) WHERE id = $1
"""
_PART = """
    SELECT b.data, f.blocks FROM import_export.files f JOIN import_export.blocks b ON b.file_id = f.id
    WHERE f.id = $1 AND b.number IN ($2, $2 + 1) ORDER BY b.number
"""
_KEEP = "UPDATE import_export.files SET keep_until = $2 WHERE id = $1"
_REMOVE = "DELETE FROM import_export.files WHERE id = $1"
_DISCARD = "DELETE FROM import_export.files WHERE id = $1 AND keep_until IS NOT NULL"
_PRUNE = """
    DELETE FROM import_export.files WHERE id IN (
        SELECT id FROM import_export.files WHERE keep_until <= $1 ORDER BY keep_until LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1
"""


class SqlFiles:
    """Implements the port `Files`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def open(self, until: datetime | None = None) -> int:
        (row,) = await self._tx.fetch(_OPEN, self._tx.now, until)
        return int(row["id"])

    async def append(self, file_id: int, number: int, block: bytes) -> None:
        await self._tx.fetch(_APPEND, file_id, number, block)

    async def part(self, file_id: int, offset: int) -> tuple[bytes, bool]:
        first, within = divmod(offset, BLOCK)
        rows = await self._tx.fetch(_PART, file_id, first)
        whole = not rows or first + len(rows) >= rows[0]["blocks"]
        return b"".join(row["data"] for row in rows)[within:], whole

    async def keep(self, file_id: int, until: datetime | None) -> None:
        await self._tx.fetch(_KEEP, file_id, until)

    async def remove(self, file_id: int) -> None:
        await self._tx.fetch(_REMOVE, file_id)

    async def prune(self, now: datetime, at_most: int) -> int:
        return len(await self._tx.fetch(_PRUNE, now, at_most))


class SqlUploads:
    """Implements the port `Uploads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self) -> int:
        async with self._database.begin() as tx:
            file_id = await SqlFiles(tx).open(tx.now + ABANDONED)
            await tx.commit()
        return file_id

    async def append(self, file_id: int, number: int, block: bytes) -> None:
        async with self._database.begin() as tx:
            await SqlFiles(tx).append(file_id, number, block)
            await tx.commit()

    async def discard(self, file_id: int) -> None:
        async with self._database.begin() as tx:
            await tx.fetch(_DISCARD, file_id)
            await tx.commit()
