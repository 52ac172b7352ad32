"""The layout of a file: its format, columns and delimiter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from modules.import_export.domain.columns import OwnColumns, own_columns
from modules.import_export.domain.header import FILE, header_of
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.import_export import OWN_FORMAT, Format, Importable, ParseOptions, Translator
from shared.kernel.values.known_values import unknown_value_message


@dataclass(frozen=True, slots=True)
class Layout:
    """`start` is the offset of the second record in bytes, `line` its line number.

    `names` are the column names in the file. `columns` are our names (empty: the column is ignored); for another
    program's format they are the names in the file in lower case.
    """

    delimiter: str
    columns: tuple[str, ...]
    start: int
    line: int
    names: tuple[str, ...] = ()
    format: str = OWN_FORMAT
    reading: ParseOptions = field(default_factory=ParseOptions)


def layout_of(head: bytes, importable: Importable, reading: ParseOptions) -> Layout:
    """The layout of a file; `head` contains its first `MAX_RECORD_BYTES` bytes.

    Raises Invalid for a format that the type does not have, for a mapping together with another program's format, and
    for unknown, missing or duplicate columns, all of which are named.
    """
    _check(importable, reading)
    known = {*importable.columns, *importable.ignored_columns, *(name.strip().lower() for name in reading.mapping)}
    known = known.union(*(each.columns for each in importable.formats))
    header = header_of(head, lambda name: name.lower() in known)
    lower = tuple(name.lower() for name in header.names)
    found = _format(lower, importable, reading)
    columns = own_columns(header.names, importable, reading) if found is None else lower
    name = OWN_FORMAT if found is None else found.name
    layout = Layout(header.delimiter, columns, header.start, header.line, header.names, name, reading)
    _open(found, layout, importable)
    return layout


def is_recognized(head: bytes, importable: Importable) -> bool:
    """Whether the header matches another program's format of the type."""
    known = set[str]().union(*(each.columns for each in importable.formats))
    given = {name.lower() for name in header_of(head, lambda name: name.lower() in known).names}
    return any(_is_marked(each, given) for each in importable.formats)


def translator_of(layout: Layout, importable: Importable) -> Translator:
    """Raises Invalid for options that the format does not support."""
    if layout.format == OWN_FORMAT:
        return _open(None, layout, importable)
    return _open(_named(layout.format, frozenset(layout.columns), importable), layout, importable)


def _open(found: Format | None, layout: Layout, importable: Importable) -> Translator:
    if found is not None:
        return found.open(layout.columns, layout.reading)
    names = layout.names or layout.columns
    origins = {ours: name for ours, name in zip(layout.columns, names, strict=True) if ours}
    return OwnColumns(importable, origins, layout.reading)


def _check(importable: Importable, reading: ParseOptions) -> None:
    formats = [OWN_FORMAT, *(each.name for each in importable.formats)]
    if reading.format is not None and reading.format not in formats:
        message = unknown_value_message(f"format of {importable.type}", reading.format, formats)
        raise Invalid([FieldError("/format", "unknown_format", message)])
    if reading.mapping and reading.format not in (None, OWN_FORMAT):
        message = f"A mapping applies only to files of unknown formats: omit it, or send format={OWN_FORMAT}."
        raise Invalid([FieldError("/mapping", "conflict", message)])


def _format(columns: Sequence[str], importable: Importable, reading: ParseOptions) -> Format | None:
    """The other program's format, as requested or detected from the header; None for our own format."""
    own = {*importable.columns, *importable.ignored_columns}
    given = frozenset(columns)
    if reading.format == OWN_FORMAT:
        return None
    if reading.format is not None:
        return _named(reading.format, given, importable)
    if reading.mapping or own >= given:
        return None
    return next((each for each in importable.formats if _is_marked(each, given)), None)


def _named(name: str, given: frozenset[str], importable: Importable) -> Format:
    """The format of this name that matches the header; a program may have several. Raises Invalid."""
    named = [each for each in importable.formats if each.name == name]
    for each in named:
        if _is_marked(each, given):
            return each
    nearest = min((marks - given for each in named for marks in each.signatures), key=len)
    message = f"A file of the format {name} must also have these columns: {', '.join(sorted(nearest))}."
    raise Invalid([FieldError(FILE, "missing_column", message)])


def _is_marked(wanted: Format, given: Collection[str]) -> bool:
    return any(marks.issubset(given) for marks in wanted.signatures)
