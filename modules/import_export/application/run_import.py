"""An import from the machine itself: whoever starts it works on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from modules.import_export.application.claim_job import OPERATOR, ClaimJob
from modules.import_export.application.commit_chunk import TakeIn
from modules.import_export.application.start_import import ImportWish
from modules.import_export.domain.job import Job, Owner
from modules.import_export.ports.directory import Directory
from modules.import_export.public import Preview, Standing
from shared.kernel.events import EventMetadata
from shared.kernel.import_export import OWN_FORMAT, ParseOptions

LOOK_SECONDS = 0.2
"""While a worker is at it."""


class RunImport:
    """The same job as over HTTP. Interrupted, it is gone on with by a worker."""

    def __init__(
        self,
        take_in: TakeIn,
        start: Callable[[ImportWish], Awaitable[Job]],
        claim: ClaimJob,
        step: Callable[[Job], Awaitable[Job | None]],
        directory: Directory,
    ) -> None:
        self._take_in = take_in
        self._start = start
        self._claim = claim
        self._step = step
        self._directory = directory

    async def __call__(
        self,
        type_: str | None,
        pieces: AsyncIterator[bytes],
        cause: EventMetadata,
        *,
        dry_run: bool = False,
        reading: ParseOptions | None = None,
    ) -> AsyncIterator[Standing]:
        async with self._take_in(pieces) as taken:
            owner = Owner(OPERATOR, None)
            job = await self._start(ImportWish(cause, owner, type_, taken, dry_run, reading or ParseOptions()))
        yield _standing(job)
        held: Job | None = None
        while job.is_active:
            held = await self._step(held) if held else await self._claim(job.id)
            if held is None:
                await asyncio.sleep(LOOK_SECONDS)
            job = held or await self._directory.one(job.id) or job
            yield _standing(job)


def _standing(job: Job) -> Standing:
    failure = job.failure.message if job.failure else None
    format_ = job.layout.format if job.layout else OWN_FORMAT
    shown = tuple(Preview(shown.line, shown.type, shown.values) for shown in job.shown)
    return Standing(
        job.id,
        job.type,
        format_,
        job.status,
        job.done,
        job.total or 0,
        job.error_count,
        tuple(job.errors),
        shown,
        failure,
    )
