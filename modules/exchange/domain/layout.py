"""What the first line of a table says: which columns it has, and what is between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modules.exchange.domain.table import BYTE_ORDER_MARK, LONGEST_RECORD, NotATable, records
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.exchange import Importable

FILE = "/file"
_DELIMITERS = (",", ";")
"""Some spreadsheets write semicolons, by the country they are used in."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`start` is where the second record begins, in bytes, `line` on which line."""

    delimiter: str
    columns: tuple[str, ...]
    start: int
    line: int


def layout_of(head: bytes, importable: Importable) -> Layout:
    """The layout of a file that begins so; `head` holds its first `LONGEST_RECORD` bytes.

    Raises Invalid naming every column that is unknown, missing or there twice.
    """
    read = [_read(head, delimiter) for delimiter in _DELIMITERS]
    known = {*importable.columns, *importable.passed_over}
    chosen = next((one for one in read if known.issuperset(one.columns)), read[0])
    if not any(chosen.columns):
        raise Invalid([FieldError(FILE, "header_missing", "The first line names the columns; there is none.")])
    errors = list(_mistakes(chosen.columns, importable))
    if errors:
        raise Invalid(errors, detail="The file's columns are not those of its type.")
    return chosen


def _read(head: bytes, delimiter: str) -> Layout:
    skipped = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
    whole = len(head) < LONGEST_RECORD
    try:
        first = next(records(head[skipped:], whole=whole, line=1, delimiter=delimiter), None)
    except NotATable:
        first = None
    if first is None or first.cells is None:
        return Layout(delimiter, (), 0, 1)
    names = tuple(cell.strip().lower() for cell in first.cells)
    return Layout(delimiter, names, skipped + first.end, 1 + first.lines)


def _mistakes(columns: Sequence[str], importable: Importable) -> Iterator[FieldError]:
    known = {*importable.columns, *importable.passed_over}
    offered = ", ".join(importable.columns)
    for number, name in enumerate(columns, 1):
        if name not in known:
            yield FieldError(FILE, "unknown_column", f"Column {number} is none of these: {offered}.")
        elif name in columns[: number - 1]:
            yield FieldError(FILE, "duplicate_column", f"The column {name} stands twice.")
    for name in importable.required:
        if name not in columns:
            yield FieldError(FILE, "missing_column", f"The column {name} is missing.")
