"""Process one chunk of an import or export."""

from collections.abc import Awaitable, Callable

from modules.import_export.domain.job import Job

Chunk = Callable[[Job], Awaitable[Job | None]]


class RunJobStep:
    def __init__(self, import_chunk: Chunk, export_chunk: Chunk) -> None:
        self._of = {"import": import_chunk, "export": export_chunk}

    async def __call__(self, job: Job) -> Job | None:
        """The updated job; None if another worker has claimed it."""
        return await self._of[job.kind](job)
