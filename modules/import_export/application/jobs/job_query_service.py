"""Queries for jobs and their results."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from modules.import_export.application.jobs.visibility import ALL, require_visible, visible_owner
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job
from modules.import_export.ports.job_queries import JobFilter, JobQueries
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal
from shared.kernel.values.known_values import require_known


@dataclass(frozen=True, slots=True)
class Result:
    """`size` in bytes."""

    job: Job
    size: int
    blocks: AsyncIterator[bytes]


class JobQueryService:
    def __init__(self, queries: JobQueries, offers: TableRegistry) -> None:
        self._queries = queries
        self._offers = offers

    async def get_job(self, principal: Principal, job_id: int) -> Job:
        """Raises NotFound."""
        return require_visible(principal, await self._queries.get(job_id))

    async def list_jobs(self, principal: Principal, wanted: PageRequest, where: JobFilter) -> Page[Job]:
        """Raises Invalid for an unknown type."""
        require_known([("/query/type", where.type, self._offers.types(where.kind), "type of jobs")])
        return await self._queries.list_page(wanted, replace(where, owner=visible_owner(principal)))

    async def get_result(self, principal: Principal, job_id: int) -> Result:
        """Raises NotFound, also if the result does not exist yet or has expired; Forbidden without the scope."""
        job = await self.get_job(principal, job_id)
        principal.require(*self._offers.scopes(job.kind, job.type), ALL)
        if job.result_id is None or job.result_until is None:
            raise NotFound("result")
        size = await self._queries.get_result_size(job.result_id)
        if size is None:
            raise NotFound("result")
        return Result(job, size, self._queries.read_result(job.result_id))
