"""Import from the command line: the calling process works on the job."""

import asyncio
from collections.abc import AsyncIterator

from modules.import_export.application.imports.start_import import StartImport, StartImportCommand
from modules.import_export.application.imports.store_upload import StoreUpload
from modules.import_export.application.jobs.claim_job import OPERATOR, ClaimJob
from modules.import_export.application.run_job_step import RunJobStep
from modules.import_export.domain.job import Job, Owner
from modules.import_export.ports.job_queries import JobQueries
from modules.import_export.public import ImportProgress, Preview
from shared.kernel.events import EventMetadata
from shared.kernel.import_export import OWN_FORMAT, ParseOptions
from shared.kernel.principal import SYSTEM

POLL_SECONDS = 0.2
"""The poll interval while a worker processes the job."""


class RunImport:
    """Starts the same job as the HTTP API. If the process is interrupted, a worker continues the job."""

    def __init__(
        self,
        store_upload: StoreUpload,
        start: StartImport,
        claim: ClaimJob,
        step: RunJobStep,
        job_queries: JobQueries,
    ) -> None:
        self._store_upload = store_upload
        self._start = start
        self._claim = claim
        self._step = step
        self._job_queries = job_queries

    async def __call__(
        self,
        type_: str | None,
        pieces: AsyncIterator[bytes],
        metadata: EventMetadata,
        *,
        dry_run: bool = False,
        reading: ParseOptions | None = None,
    ) -> AsyncIterator[ImportProgress]:
        async with self._store_upload(pieces) as taken:
            owner = Owner(OPERATOR, None)
            job = await self._start(
                StartImportCommand(
                    principal=SYSTEM,
                    metadata=metadata,
                    owner=owner,
                    type=type_,
                    file=taken,
                    dry_run=dry_run,
                    reading=reading or ParseOptions(),
                )
            )
        yield _progress(job)
        held: Job | None = None
        while job.is_active:
            held = await self._step(held) if held else await self._claim(job.id)
            if held is None:
                await asyncio.sleep(POLL_SECONDS)
            job = held or await self._job_queries.get(job.id) or job
            yield _progress(job)


def _progress(job: Job) -> ImportProgress:
    failure = job.failure.message if job.failure else None
    format_ = job.layout.format if job.layout else OWN_FORMAT
    shown = tuple(Preview(shown.line, shown.type, shown.values) for shown in job.shown)
    return ImportProgress(
        job_id=job.id,
        type=job.type,
        format=format_,
        status=job.status,
        done=job.done,
        total=job.total or 0,
        error_count=job.error_count,
        errors=tuple(job.errors),
        preview=shown,
        failure=failure,
    )
