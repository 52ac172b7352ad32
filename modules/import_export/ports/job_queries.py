"""Queries of jobs and their results."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from modules.import_export.domain.job import Job, Kind, Owner, Status
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """None matches any value. `owner` also matches the jobs of a user's API clients."""

    owner: Owner | None = None
    kind: Kind | None = None
    type: str | None = None
    status: Status | None = None


class JobQueries(Protocol):
    async def get(self, job_id: int) -> Job | None: ...

    async def list_page(self, wanted: PageRequest, where: JobFilter) -> Page[Job]:
        """The jobs are loaded without errors and preview."""
        ...

    async def get_result_size(self, file_id: int) -> int | None:
        """In bytes; None if the file was deleted."""
        ...

    def read_result(self, file_id: int) -> AsyncIterator[bytes]:
        """Yield the file in blocks. No database connection is held between blocks."""
        ...
