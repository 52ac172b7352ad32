"""A chunk of whatever job it is."""

from collections.abc import Awaitable, Callable

from modules.import_export.domain.job import Job

Chunk = Callable[[Job], Awaitable[Job | None]]


class JobStep:
    def __init__(self, import_chunk: Chunk, export_chunk: Chunk) -> None:
        self._of = {"import": import_chunk, "export": export_chunk}

    async def __call__(self, job: Job) -> Job | None:
        """The job as it stands then; None if it is not this worker's any more."""
        return await self._of[job.kind](job)
