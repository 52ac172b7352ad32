"""The next lines of a table are taken in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from modules.exchange.application.ending import save_ended
from modules.exchange.application.offers import Offers
from modules.exchange.domain.job import MOST_LISTED, Failure, Job, Position
from modules.exchange.domain.layout import Layout
from modules.exchange.domain.table import NotATable, Record, records
from modules.exchange.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.errors import Invalid, Refusal, Unavailable
from shared.kernel.exchange import Errand, Importable, Line, LineError

ERROR_COLUMNS = ("line", "column", "code", "message")

WriteLine = Callable[[Sequence[object]], bytes]
"""A line of CSV from its cells."""


@dataclass(slots=True)
class _Chunk:
    """Lines about different things, and those that are not even lines. `end`: up to where they have been read."""

    end: Position
    lines: list[Line]
    errors: list[LineError]
    broken: NotATable | None = None
    is_last: bool = False


class ImportChunk:
    """What the lines do and how far the job is become true by one commit: no line is lost or taken twice."""

    def __init__(self, begin: Begin, offers: Offers, restored: Callable[[str], str], write_line: WriteLine) -> None:
        self._begin = begin
        self._offers = offers
        self._restored = restored
        self._write_line = write_line

    async def __call__(self, job: Job) -> Job | None:
        """The job as it stands then; None if it is not this worker's any more."""
        async with self._begin(None) as work:
            held = await work.jobs.held(job.id, job.claims)
            if held is None or held.upload_id is None or held.layout is None:
                return None
            importable = self._offers.importable(held.type)
            part, whole = await work.files.part(held.upload_id, held.position.offset)
            chunk = self._read(part, held, held.layout, importable, whole=whole)
            errors = sorted([*chunk.errors, *await self._take(work, held, importable, chunk.lines)], key=_by_line)
            taken = len(chunk.lines) + len(chunk.errors)
            advanced = held.advance(taken, errors, chunk.end, work.tx.now)
            advanced = await self._listed(work, advanced, errors)
            if chunk.broken is not None:
                where = f"Line {chunk.broken.line}: {chunk.broken.message} The lines before it are dealt with."
                advanced = advanced.end("failed", work.tx.now, Failure(chunk.broken.code, where))
            elif chunk.is_last:
                advanced = advanced.end("succeeded", work.tx.now)
            if advanced.is_active:
                await work.jobs.save(advanced)
            else:
                await save_ended(work, advanced)
            await work.commit()
        return advanced

    def _read(self, part: bytes, job: Job, layout: Layout, importable: Importable, *, whole: bool) -> _Chunk:
        start, line = job.position.offset, job.position.line
        chunk = _Chunk(job.position, [], [])
        about = set[object]()
        try:
            for record in records(part, whole=whole, line=line, delimiter=layout.delimiter):
                read = self._line(record, layout)
                if isinstance(read, Line):
                    if (key := importable.key(read.cells)) in about:
                        return chunk
                    about.add(key)
                    chunk.lines.append(read)
                elif read is not None:
                    chunk.errors.append(read)
                chunk.end = Position(start + record.end, record.line + record.lines)
                if len(chunk.lines) + len(chunk.errors) >= importable.at_once:
                    return chunk
            chunk.is_last = whole
        except NotATable as broken:
            chunk.broken = broken
        return chunk

    def _line(self, record: Record, layout: Layout) -> Line | LineError | None:
        """None for one that is blank."""
        if record.cells is None:
            return LineError(record.line, "", "malformed", "The line's quotes are not those of CSV.")
        if record.is_blank:
            return None
        if len(record.cells) != len(layout.columns):
            message = f"{len(layout.columns)} cells are expected, {len(record.cells)} are there."
            return LineError(record.line, "", "wrong_shape", message)
        cells = {
            name: self._restored(cell.strip()).strip() for name, cell in zip(layout.columns, record.cells, strict=True)
        }
        return Line(record.line, cells)

    async def _take(self, work: UnitOfWork, job: Job, importable: Importable, lines: Sequence[Line]) -> list[LineError]:
        if not lines:
            return []
        errand, errors = Errand(job.cause, job.reference), list[LineError]()
        async with work.rehearsal() if job.dry_run else nullcontext():
            errors += await _applied(work, importable, lines, errand)
        return errors

    async def _listed(self, work: UnitOfWork, job: Job, errors: Sequence[LineError]) -> Job:
        """The errors in a file of their own, as far as there is room."""
        shown = errors[: max(MOST_LISTED - job.listed, 0)]
        if not shown:
            return job
        file_id = job.result_id if job.result_id is not None else await work.files.open()
        header = b"" if job.chunks else self._write_line(ERROR_COLUMNS)
        text = b"".join(self._write_line((e.line, e.column, e.code, e.message)) for e in shown)
        await work.files.append(file_id, job.chunks, header + text)
        return replace(job, result_id=file_id, chunks=job.chunks + 1, listed=job.listed + len(shown))


async def _applied(work: UnitOfWork, importable: Importable, lines: Sequence[Line], errand: Errand) -> list[LineError]:
    """What the module says of the lines; where it refuses them together, the culprit is found by halving."""
    try:
        async with work.part():
            return list(await importable.apply(work.tx, lines, errand))
    except Unavailable:
        raise
    except Refusal as refusal:
        if len(lines) == 1:
            return list(_errors_of(lines[0], refusal))
    middle = len(lines) // 2
    first = await _applied(work, importable, lines[:middle], errand)
    return first + await _applied(work, importable, lines[middle:], errand)


def _errors_of(line: Line, refusal: Refusal) -> Iterator[LineError]:
    if isinstance(refusal, Invalid) and refusal.errors:
        for error in refusal.errors:
            yield LineError(line.number, error.pointer.strip("/").partition("/")[0], error.code, error.message)
    else:
        yield LineError(line.number, "", refusal.code, refusal.detail)


def _by_line(error: LineError) -> int:
    return error.line
