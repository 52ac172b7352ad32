"""Repository of jobs in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import orjson

from modules.import_export.adapters.outbound.job_mapping import changes_of, job_of
from modules.import_export.adapters.outbound.tables import jobs
from modules.import_export.domain.job import Job
from modules.import_export.ports.jobs import NewJob
from shared.infra.sql.transaction import SqlTransaction

_ADD = """
    INSERT INTO import_export.jobs (kind, type, owner, owner_id, request_id, traceparent, status, dry_run, filters,
                               layout, total, done, error_count, listed, errors, at_offset, at_line, chunks, claims,
                               attempts, upload_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9, $10, 0, 0, 0, '[]', $11, $12, 0, 0, 0, $13, $14) RETURNING *
"""
_LOCK = "SELECT * FROM import_export.jobs WHERE id = $1 FOR UPDATE"
_HELD = "SELECT * FROM import_export.jobs WHERE id = $1 AND claims = $2 AND status = 'running' FOR UPDATE"
_NEXT = """
    SELECT * FROM import_export.jobs j
    WHERE status IN ('queued', 'running') AND (leased_until IS NULL OR leased_until <= $1)
      AND id = coalesce($2::bigint, id)
    ORDER BY (SELECT max(o.worked_at) FROM import_export.jobs o WHERE o.owner_id = j.owner_id) NULLS FIRST, id
    LIMIT 1 FOR UPDATE OF j SKIP LOCKED
"""
_OF_USERS = "SELECT * FROM import_export.jobs WHERE owner_id = ANY($1::bigint[]) ORDER BY id FOR UPDATE"
_EXPORTS = """
    SELECT * FROM import_export.jobs WHERE kind = 'export' AND type = ANY($1::text[]) ORDER BY id FOR UPDATE
"""
_REMOVE = """
    WITH gone AS (DELETE FROM import_export.jobs WHERE id = ANY($1::bigint[]) RETURNING upload_id, result_id)
    DELETE FROM import_export.files f USING gone WHERE f.id IN (gone.upload_id, gone.result_id)
"""
_OLD = "SELECT id FROM import_export.jobs WHERE finished_at < $1 ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED"


class SqlJobs:
    """Implements the port `Jobs`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, new: NewJob) -> Job:
        (row,) = await self._tx.fetch(
            _ADD, new.kind, new.type, new.owner.name, new.owner.user_id or 0, new.metadata.request_id,
            new.metadata.traceparent, new.dry_run, orjson.dumps(dict(new.filters or {})).decode(),
            _layout(new), new.total,
            new.position.offset, new.position.line, new.upload_id, self._tx.now,
        )  # fmt: skip
        return job_of(row)

    async def lock(self, job_id: int) -> Job | None:
        row = await self._tx.fetch_one(_LOCK, job_id)
        return None if row is None else job_of(row)

    async def next(self, job_id: int | None = None) -> Job | None:
        row = await self._tx.fetch_one(_NEXT, self._tx.now, job_id)
        return None if row is None else job_of(row)

    async def held(self, job_id: int, claims: int) -> Job | None:
        row = await self._tx.fetch_one(_HELD, job_id, claims)
        return None if row is None else job_of(row)

    async def save(self, job: Job) -> None:
        self._tx.update(jobs, ("id",), [{**changes_of(job), "worked_at": self._tx.now}])

    async def of_users(self, user_ids: Sequence[int]) -> Sequence[Job]:
        return [job_of(row) for row in await self._tx.fetch(_OF_USERS, list(user_ids))]

    async def exports_of(self, types: Sequence[str]) -> Sequence[Job]:
        return [job_of(row) for row in await self._tx.fetch(_EXPORTS, list(types))]

    async def remove(self, job_ids: Sequence[int]) -> None:
        await self._tx.fetch(_REMOVE, list(job_ids))

    async def prune(self, before: datetime, at_most: int) -> int:
        ids = [row["id"] for row in await self._tx.fetch(_OLD, before, at_most)]
        await self.remove(ids)
        return len(ids)


def _layout(new: NewJob) -> str | None:
    """The stored layout: for an import as read from the header, for an export its name."""
    if new.layout is not None:
        return orjson.dumps(asdict(new.layout)).decode()
    return None if new.export_layout is None else orjson.dumps({"name": new.export_layout}).decode()
