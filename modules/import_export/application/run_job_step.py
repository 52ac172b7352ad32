"""Process one chunk of an import or export."""

from modules.import_export.application.exports.export_chunk import ExportChunk
from modules.import_export.application.imports.import_chunk import ImportChunk
from modules.import_export.domain.job import Job


class RunJobStep:
    """Chooses by the kind of the job."""

    def __init__(self, import_chunk: ImportChunk, export_chunk: ExportChunk) -> None:
        self._import_chunk = import_chunk
        self._export_chunk = export_chunk

    async def __call__(self, job: Job) -> Job | None:
        """The updated job; None if another worker has claimed it."""
        if job.kind == "import":
            return await self._import_chunk(job)
        return await self._export_chunk(job)
