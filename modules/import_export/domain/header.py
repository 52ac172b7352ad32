"""The first line of a table: its column names and its delimiter."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modules.import_export.domain.csv_parser import BYTE_ORDER_MARK, MAX_RECORD_BYTES, MalformedTable, records
from shared.kernel.errors import FieldError, Invalid

FILE = "/file"
MAX_COLUMNS = 1000

_DELIMITERS = (",", ";", "\t")
"""Spreadsheets write semicolons where the comma is the decimal mark, and tabs as "Unicode text"."""

_SEP = re.compile(rb'"?sep=([,;|\t])"?[,;|\t "]*\r?\n', re.IGNORECASE)
"""A line before the header that names the delimiter for spreadsheets."""


@dataclass(frozen=True, slots=True)
class Header:
    """`names` are the column names in the file, without empty ones at the end. The second record begins at the byte
    offset `start`, on the line `line`.
    """

    delimiter: str
    names: tuple[str, ...]
    start: int
    line: int


def header_of(head: bytes, known: Callable[[str], bool]) -> Header:
    """The header of a file; `head` contains its first `MAX_RECORD_BYTES` bytes.

    The chosen delimiter gives the most `known` names, then the most names. Raises Invalid for a file without a header,
    or with more than `MAX_COLUMNS` columns.
    """
    skipped = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
    declared = _SEP.match(head, skipped)
    delimiters: Sequence[str] = _DELIMITERS if declared is None else [declared[1].decode()]
    start, line = (skipped, 1) if declared is None else (declared.end(), 2)
    found = [_read(head, start, line, delimiter) for delimiter in delimiters]
    chosen = max(found, key=lambda header: (sum(map(known, header.names)), len(header.names)))
    if not any(chosen.names):
        raise file_error("header_missing", "The first line must contain the column names; it is missing or empty.")
    if len(chosen.names) > MAX_COLUMNS:
        raise file_error("too_many_columns", f"A file may have at most {MAX_COLUMNS} columns.")
    return chosen


def file_error(code: str, message: str) -> Invalid:
    """An error of the file as a whole."""
    return Invalid([FieldError(FILE, code, message)])


def _read(head: bytes, start: int, line: int, delimiter: str) -> Header:
    whole = len(head) < MAX_RECORD_BYTES
    try:
        first = next(records(head[start:], whole=whole, line=line, delimiter=delimiter), None)
    except MalformedTable:
        first = None
    if first is None or first.cells is None:
        return Header(delimiter, (), start, line)
    names = [cell.strip() for cell in first.cells]
    while names and not names[-1]:
        names.pop()
    return Header(delimiter, tuple(names), start + first.end, line + first.lines)
