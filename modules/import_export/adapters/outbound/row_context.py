"""Values that lines of an import pass to later lines, in PostgreSQL."""

from collections.abc import Collection, Mapping
from hashlib import sha256

import orjson

from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.import_export import Cells

_LOAD = "SELECT digest, cells FROM import_export.row_context WHERE job_id = $1 AND digest = ANY($2::bytea[])"
_STORE = """
    INSERT INTO import_export.row_context (job_id, digest, cells)
    SELECT $1, * FROM unnest($2::bytea[], $3::text[]::jsonb[])
    ON CONFLICT ON CONSTRAINT pk_row_context DO UPDATE SET cells = excluded.cells
"""
_DELETE = "DELETE FROM import_export.row_context WHERE job_id = $1"


class SqlRowContext:
    """Implements the port `RowContext`. Names are stored as digests, because an index entry has a size limit."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def load(self, job_id: int, names: Collection[str]) -> Mapping[str, Cells]:
        if not names:
            return {}
        by_digest = {_digest(name): name for name in names}
        rows = await self._tx.fetch(_LOAD, job_id, list(by_digest))
        return {by_digest[bytes(row["digest"])]: row["cells"] for row in rows}

    async def store(self, job_id: int, found: Mapping[str, Cells]) -> None:
        if found:
            cells = [orjson.dumps(dict(each)).decode() for each in found.values()]
            await self._tx.fetch(_STORE, job_id, [_digest(name) for name in found], cells)

    async def delete(self, job_id: int) -> None:
        await self._tx.fetch(_DELETE, job_id)


def _digest(name: str) -> bytes:
    return sha256(name.encode()).digest()
