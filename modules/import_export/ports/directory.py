"""Read model of jobs and their results."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from modules.import_export.domain.job import Job, Kind, Owner, Status
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


@dataclass(frozen=True, slots=True)
class JobFilter:
    """None: any. `owner`: what they asked for themselves, and what a user's API clients did."""

    owner: Owner | None = None
    kind: Kind | None = None
    type: str | None = None
    status: Status | None = None


class JobReadModel(Protocol):
    async def one(self, job_id: int) -> Job | None: ...

    async def page(self, wanted: PageRequest, where: JobFilter) -> Page[Job]:
        """Without their errors."""
        ...

    async def result_size(self, file_id: int) -> int | None:
        """In bytes; None: it is not kept any more."""
        ...

    def result(self, file_id: int) -> AsyncIterator[bytes]:
        """Block by block; no connection is kept between them."""
        ...
