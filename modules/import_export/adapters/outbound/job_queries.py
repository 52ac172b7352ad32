"""Read model of jobs and their results in PostgreSQL."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Select, or_, select

from modules.import_export.adapters.outbound.job_mapping import job_of
from modules.import_export.adapters.outbound.tables import jobs
from modules.import_export.domain.job import Job
from modules.import_export.ports.job_queries import JobFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.kernel.paging import Page, PageRequest

_ONE = "SELECT * FROM import_export.jobs WHERE id = $1"
_SIZE = "SELECT size FROM import_export.files WHERE id = $1"
_BLOCK = "SELECT data FROM import_export.blocks WHERE file_id = $1 AND number = $2"
_LISTED = [column for column in jobs.c if column.name not in ("errors", "shown")]
_SORTS = {"id": jobs.c.id, "created_at": jobs.c.created_at}


class SqlJobQueries:
    """Implements the port `JobQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, job_id: int) -> Job | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_ONE, job_id)
        return None if row is None else job_of(row)

    async def list_page(self, wanted: PageRequest, where: JobFilter) -> Page[Job]:
        exact = (where.kind, where.type, where.status) == (None, None, None)
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, _filtered(where), _SORTS, wanted=wanted, item=job_of, exact=exact)

    async def get_result_size(self, file_id: int) -> int | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_SIZE, file_id)
        return None if row is None else row["size"]

    async def read_result(self, file_id: int) -> AsyncIterator[bytes]:
        number = 0
        while True:
            async with self._database.read() as reading:
                row = await reading.fetch_one(_BLOCK, file_id, number)
            if row is None:
                return
            yield row["data"]
            number += 1


def _filtered(where: JobFilter) -> Select[Any]:
    query = select(*_LISTED)
    if where.owner is not None:
        mine = [jobs.c.owner == where.owner.name]
        if where.owner.user_id is not None:
            mine.append(jobs.c.owner_id == where.owner.user_id)
        query = query.where(or_(*mine))
    for name in ("kind", "type", "status"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(jobs.c[name] == value)
    return query
