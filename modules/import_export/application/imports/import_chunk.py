"""Import the next lines of a table."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from modules.import_export.application.imports.apply_lines import apply
from modules.import_export.application.imports.read_lines import Chunk, ChunkTranslator, FilePart, read_part
from modules.import_export.application.imports.repeated_rows import reject_repeats, subject_names
from modules.import_export.application.jobs.finish_job import save_ended
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import MAX_LISTED, MAX_PREVIEW, Failure, Job, PreviewLine
from modules.import_export.domain.layout import translator_of
from modules.import_export.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.import_export import Importable, ImportContext, LineError

ERROR_COLUMNS = ("line", "column", "code", "message")

WriteLine = Callable[[Sequence[object]], bytes]
"""A line of CSV from its cells."""


class ImportChunk:
    """Commits changes and progress together, so that no line is lost or imported twice."""

    def __init__(
        self, begin: Begin, offers: TableRegistry, restored: Callable[[str], str], write_line: WriteLine
    ) -> None:
        self._begin = begin
        self._offers = offers
        self._restored = restored
        self._write_line = write_line

    async def __call__(self, job: Job) -> Job | None:
        """The updated job; None if another worker has claimed it."""
        async with self._begin() as work:
            held = await work.jobs.held(job.id, job.claims)
            if held is None or held.upload_id is None or held.layout is None:
                return None
            translator = translator_of(held.layout, self._offers.importable(held.type))
            importables = self._offers.target_types(held.type, held.layout)
            translation = ChunkTranslator(translator, importables, held.layout)
            part = await self._part(work, held, importables)
            context = await work.row_context.load(held.id, translation.context_keys(part.lines))
            chunk = translation.chunk(part.lines, context, held.position)
            reject_repeats(chunk, await work.row_context.load(held.id, subject_names(chunk)), importables)
            await work.row_context.store(held.id, chunk.context)
            wrong = [*chunk.errors, *(await self._apply(work, held, importables, chunk))]
            errors = sorted((translation.named(error) for error in wrong), key=_by_line)
            advanced = held.advance(chunk.taken, errors, chunk.end, work.tx.now)
            if held.dry_run:
                advanced = replace(advanced, shown=_with_preview(held.shown, importables, chunk, errors))
            advanced = _with_end(await self._listed(work, advanced, errors), part, work)
            if advanced.is_active:
                await work.jobs.save(advanced)
            else:
                await save_ended(work, advanced)
            await work.commit()
        return advanced

    async def _part(self, work: UnitOfWork, job: Job, importables: Mapping[str, Importable]) -> FilePart:
        if job.upload_id is None or job.layout is None:
            raise ValueError("an import has a file and a layout")
        text, whole = await work.files.part(job.upload_id, job.position.offset)
        max_lines = min(taker.max_batch for taker in importables.values())
        return read_part(text, job, job.layout, restored=self._restored, max_lines=max_lines, whole=whole)

    async def _apply(
        self, work: UnitOfWork, job: Job, importables: Mapping[str, Importable], chunk: Chunk
    ) -> Sequence[LineError]:
        """A line that one type rejects is not applied to the following types."""
        context, errors = ImportContext(job.metadata, job.reference), list[LineError]()
        async with work.rolled_back() if job.dry_run else nullcontext():
            for type_, lines in chunk.rows.items():
                wrong = {error.line for error in errors}
                errors += await apply(
                    work, importables[type_], [line for line in lines if line.number not in wrong], context=context
                )
        return errors

    async def _listed(self, work: UnitOfWork, job: Job, errors: Sequence[LineError]) -> Job:
        """Append the errors to the result file, up to `MAX_LISTED` errors."""
        shown = errors[: max(MAX_LISTED - job.listed, 0)]
        if not shown:
            return job
        file_id = job.result_id if job.result_id is not None else await work.files.open()
        header = b"" if job.chunks else self._write_line(ERROR_COLUMNS)
        text = b"".join(self._write_line((e.line, e.column, e.code, e.message)) for e in shown)
        await work.files.append(file_id, job.chunks, header + text)
        return replace(job, result_id=file_id, chunks=job.chunks + 1, listed=job.listed + len(shown))


def _with_end(job: Job, part: FilePart, work: UnitOfWork) -> Job:
    """End the job at the end of the file, or if the rest cannot be parsed."""
    if part.broken is not None:
        where = f"Line {part.broken.line}: {part.broken.message} The lines before it were processed."
        return job.end("failed", work.tx.now, Failure(part.broken.code, where))
    return job.end("succeeded", work.tx.now) if part.is_last else job


def _with_preview(
    before: Sequence[PreviewLine], importables: Mapping[str, Importable], chunk: Chunk, errors: Sequence[LineError]
) -> Sequence[PreviewLine]:
    """Add the first valid lines as they would be imported, up to `MAX_PREVIEW` lines."""
    wrong = {error.line for error in errors}
    lines = sorted({line.number for rows in chunk.rows.values() for line in rows} - wrong)
    previewed = set(lines[: MAX_PREVIEW - len({shown.line for shown in before})])
    found = [
        PreviewLine(line.number, type_, dict(values))
        for type_, rows in chunk.rows.items()
        for line in rows
        if line.number in previewed and (values := importables[type_].preview(line.cells)) is not None
    ]
    return [*before, *sorted(found, key=lambda shown: shown.line)]


def _by_line(error: LineError) -> int:
    return error.line
