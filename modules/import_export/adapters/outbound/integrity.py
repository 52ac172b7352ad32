"""The SQL behind this module's checks."""

from collections.abc import Sequence
from datetime import datetime

from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_IDLE = """
    SELECT id, coalesce(leased_until, worked_at, created_at) AS since FROM import_export.jobs
    WHERE status IN ('queued', 'running') AND greatest(leased_until, worked_at, created_at) < $1
    ORDER BY id LIMIT 100
"""
_INCONSISTENT = """
    SELECT id, status FROM import_export.jobs
    WHERE done > total OR error_count > done
       OR (status IN ('queued', 'running')) <> (finished_at IS NULL)
       OR (status = 'failed') <> (failure IS NOT NULL)
       OR (status = 'succeeded' AND done IS DISTINCT FROM total)
       OR (leased_until IS NOT NULL AND status <> 'running') ORDER BY id LIMIT 100
"""
_INCOMPLETE = """
    SELECT j.id, 'its uploaded file is missing' AS what FROM import_export.jobs j
    WHERE j.kind = 'import' AND j.status IN ('queued', 'running') AND j.upload_id IS NULL
    UNION ALL
    SELECT j.id, 'the blocks of a file do not match its recorded count and size' FROM import_export.jobs j
    JOIN import_export.files f ON f.id IN (j.upload_id, j.result_id)
    JOIN LATERAL (
        SELECT count(*) AS blocks, coalesce(sum(octet_length(data)), 0) AS size
        FROM import_export.blocks WHERE file_id = f.id
    ) kept ON true
    WHERE (f.blocks, f.size) <> (kept.blocks, kept.size) OR (f.id = j.result_id AND f.blocks <> j.chunks)
    ORDER BY 1 LIMIT 100
"""


class SqlIntegrity:
    """Implements the port `Integrity`."""

    async def idle(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, datetime]]:
        return [tuple(row) for row in await sql(tx).fetch(_IDLE, since)]

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        return [tuple(row) for row in await sql(tx).fetch(_INCONSISTENT)]

    async def incomplete(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        return [tuple(row) for row in await sql(tx).fetch(_INCOMPLETE)]
