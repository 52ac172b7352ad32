"""Export the next page of a list."""

from collections.abc import Sequence
from dataclasses import replace

from modules.import_export.application.imports.import_chunk import WriteLine
from modules.import_export.application.jobs.finish_job import save_ended
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job, Position
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.import_export import Exportable

PAGE = 500


class ExportChunk:
    """Reads a page, then commits its lines and the progress together."""

    def __init__(self, begin: Begin, offers: TableRegistry, write_line: WriteLine) -> None:
        self._begin = begin
        self._offers = offers
        self._write_line = write_line

    async def __call__(self, job: Job) -> Job | None:
        """The updated job; None if another worker has claimed it."""
        exportable = self._offers.exportable(job.type, job.export_layout)
        page = await exportable.page(job.filters, job.position.after, PAGE)
        block = self._written(job, exportable, page.rows)
        async with self._begin() as work:
            held = await work.jobs.held(job.id, job.claims)
            if held is None:
                return None
            file_id = held.result_id if held.result_id is not None else await work.files.open()
            await work.files.append(file_id, held.chunks, block)
            position = Position(after=page.next_after)
            total = page.total if held.total is None else held.total
            advanced = replace(held, total=total).advance(len(page.rows), (), position, work.tx.now)
            advanced = replace(advanced, result_id=file_id, chunks=held.chunks + 1)
            if page.next_after is None:
                advanced = advanced.end("succeeded", work.tx.now, personal=exportable.personal)
                await save_ended(work, advanced)
            else:
                await work.jobs.save(advanced)
            await work.commit()
        return advanced

    def _written(self, job: Job, exportable: Exportable, rows: Sequence[Sequence[object]]) -> bytes:
        header = b"" if job.chunks else self._write_line(exportable.columns)
        return header + b"".join(map(self._write_line, rows))
