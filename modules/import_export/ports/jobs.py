"""Repository of jobs within a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.import_export.domain.job import START, Job, Kind, Owner, Position
from modules.import_export.domain.layout import Layout
from shared.kernel.events import EventMetadata
from shared.kernel.import_export import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    kind: Kind
    type: str
    owner: Owner
    metadata: EventMetadata
    dry_run: bool = False
    filters: Filters | None = None
    layout: Layout | None = None
    export_layout: str | None = None
    total: int | None = None
    position: Position = START
    upload_id: int | None = None


class Jobs(Protocol):
    async def add(self, new: NewJob) -> Job: ...

    async def lock(self, job_id: int) -> Job | None: ...

    async def next(self, job_id: int | None = None) -> Job | None:
        """The next job without a valid lease, locked: the oldest job of the owner served least recently.

        With an id, only that job is considered.
        """
        ...

    async def held(self, job_id: int, claims: int) -> Job | None:
        """The job, locked, if it is running and `claims` is its latest claim."""
        ...

    async def save(self, job: Job) -> None:
        """Also records the time, which decides the order between owners."""
        ...

    async def of_users(self, user_ids: Sequence[int]) -> Sequence[Job]:
        """All jobs of the users and of their API clients, locked."""
        ...

    async def exports_of(self, types: Sequence[str]) -> Sequence[Job]:
        """All exports of these types, locked."""
        ...

    async def remove(self, job_ids: Sequence[int]) -> None:
        """Delete the jobs and their files."""
        ...

    async def prune(self, before: datetime, at_most: int) -> int:
        """Delete at most `at_most` jobs that ended before then; returns their number."""
        ...
