"""Parses the next lines of a file and translates them into rows of our types."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from modules.import_export.domain.csv_parser import MalformedTable, Record, records
from modules.import_export.domain.job import Job, Position
from modules.import_export.domain.layout import Layout
from shared.kernel.errors import FieldError
from shared.kernel.import_export import Cells, Importable, Line, LineError, Row, TranslatedLine, Translator

Subject: TypeAlias = tuple[str, tuple[str, ...]]
"""The type of a row and its key within the type."""


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A record: its cells by column, or an error. The next record begins at `end`."""

    line: int
    end: Position
    cells: Cells | None
    error: LineError | None = None


@dataclass(slots=True)
class FilePart:
    """The parsed lines. `broken` is set if the rest of the file cannot be parsed."""

    lines: list[ParsedLine] = field(default_factory=list)
    broken: MalformedTable | None = None
    is_last: bool = False


@dataclass(slots=True)
class Chunk:
    """Valid rows by type, and the errors of rejected lines.

    `taken` counts the lines, which end at `end`. `context` contains the values that later lines need. `subjects`
    contains each line number with the subjects of its rows, in the order of the file.
    """

    end: Position
    rows: dict[str, list[Line]]
    errors: list[LineError] = field(default_factory=list)
    context: dict[str, Cells] = field(default_factory=dict)
    subjects: list[tuple[int, Collection[Subject]]] = field(default_factory=list)
    taken: int = 0


def read_part(
    part: bytes, job: Job, layout: Layout, *, restored: Callable[[str], str], max_lines: int, whole: bool
) -> FilePart:
    """Parse up to `max_lines` lines, not counting blank ones."""
    start = job.position.offset
    found, count = FilePart(), 0
    try:
        for record in records(part, whole=whole, line=job.position.line, delimiter=layout.delimiter):
            end = Position(start + record.end, record.line + record.lines)
            cells, error = _cells(record, layout, restored)
            found.lines.append(ParsedLine(record.line, end, cells, error))
            count += cells is not None or error is not None
            if count >= max_lines:
                return found
        found.is_last = whole
    except MalformedTable as broken:
        found.broken = broken
    return found


def _cells(
    record: Record, layout: Layout, restored: Callable[[str], str]
) -> tuple[Mapping[str, str] | None, LineError | None]:
    """The cells or an error; both are None for a blank line."""
    if record.cells is None:
        return None, LineError(
            line=record.line, column="", code="malformed", message="The line's quotes do not follow the CSV format."
        )
    if record.is_blank:
        return None, None
    width = len(layout.columns)
    cells = record.cells
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        message = f"The line has {len(cells)} cells; {width} are expected."
        return None, LineError(line=record.line, column="", code="wrong_shape", message=message)
    named: dict[str, str] = {}
    for name, cell in zip(layout.columns, cells, strict=False):
        if name:
            named.setdefault(name, restored(cell.strip()).strip())
    return named, None


class ChunkTranslator:
    """Translates lines into rows of our types."""

    def __init__(self, translator: Translator, importables: Mapping[str, Importable], layout: Layout) -> None:
        self._translator = translator
        self._importables = importables
        self._reading = layout.reading
        self._names = dict(zip(reversed(layout.columns), reversed(layout.names), strict=False))

    def context_keys(self, lines: Sequence[ParsedLine]) -> Collection[str]:
        """Names of the context values that these lines need from earlier lines."""
        return {name for line in lines if line.cells is not None for name in self._translator.context_keys(line.cells)}

    def chunk(self, lines: Sequence[ParsedLine], context: Mapping[str, Cells], start: Position) -> Chunk:
        chunk = Chunk(start, {type_: [] for type_ in self._translator.target_types})
        known = dict(context)
        for read in lines:
            if read.error is not None:
                chunk.errors.append(read.error)
                chunk.taken += 1
            elif read.cells is not None:
                translated = self._translator.translate(read.cells, known)
                rows, errors = self._prepared(translated)
                chunk.subjects.append((read.line, self._subjects(rows)))
                known.update(translated.context)
                chunk.context.update(translated.context)
                chunk.errors += [line_error(read.line, error) for error in errors]
                for row in () if errors else rows:
                    chunk.rows[row.type].append(Line(read.line, row.cells))
                chunk.taken += bool(rows or errors)
            chunk.end = read.end
        return chunk

    def named(self, error: LineError) -> LineError:
        """The error with the column name from the file."""
        origin = self._translator.column_sources.get(error.column)
        if origin is None:
            return error
        return LineError(
            line=error.line, column=self._names.get(origin, origin), code=error.code, message=error.message
        )

    def _prepared(self, translated: TranslatedLine) -> tuple[Sequence[Row], Sequence[FieldError]]:
        """The prepared rows and their errors. If there are errors, no row of the line is imported."""
        rows: list[Row] = []
        errors = list(translated.errors)
        for row in translated.rows:
            cells, wrong = self._importables[row.type].prepare(row.cells, self._reading)
            rows.append(Row(row.type, cells))
            errors += wrong
        return rows, errors

    def _subjects(self, rows: Sequence[Row]) -> Collection[Subject]:
        """Skips rows with an incomplete key, which are rejected for that reason."""
        found = [(row.type, self._importables[row.type].key(row.cells)) for row in rows]
        return list(dict.fromkeys((type_, key) for type_, key in found if all(key)))


def line_error(line: int, error: FieldError) -> LineError:
    return LineError(
        line=line, column=error.pointer.strip("/").partition("/")[0], code=error.code, message=error.message
    )
