"""Parses CSV (RFC 4180, UTF-8) in parts, with text in canonical Unicode form."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.kernel.values.text import canonical_text

MAX_RECORD_BYTES = 128 * 1024
"""Bytes. An unclosed quote makes the rest of the file one record; this limit detects it."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class MalformedTable(Exception):
    """The rest of the file cannot be parsed; `line` is where the record begins."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Record:
    """`end` is its end in the part, in bytes; `lines` is its number of lines. `cells` is None if it is malformed."""

    line: int
    cells: Sequence[str] | None
    end: int
    lines: int

    @property
    def is_blank(self) -> bool:
        """Whether it has only separators, as spreadsheets write for empty rows."""
        return self.cells is not None and not any(cell.strip() for cell in self.cells)


def records(part: bytes, *, whole: bool, line: int, delimiter: str) -> Iterator[Record]:
    """Yield the records of a part of the file. The part begins with a record, on the given line.

    The last record is skipped if it may continue after the part, unless the part is the `whole` rest
    of the file. Raises MalformedTable for a record longer than `MAX_RECORD_BYTES`.
    """
    lines = _Lines(part, whole=whole, line=line)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        begins = lines.line
        lines.begin_record()
        try:
            cells: Sequence[str] | None = next(reader)
        except (_Incomplete, StopIteration):
            return
        except csv.Error:
            if lines.ran_out:
                raise MalformedTable(begins, "open_quote", "A quote is opened but never closed.") from None
            cells = None
        yield Record(begins, cells, lines.offset, lines.line - begins)


class _Incomplete(Exception):
    """The part ends within a record."""


class _Lines(Iterator[str]):
    """Iterates over physical lines and tracks the position."""

    def __init__(self, part: bytes, *, whole: bool, line: int) -> None:
        self._part = part
        self._whole = whole
        self.line = line
        self.offset = 0
        self.ran_out = False
        self._began = 0

    def begin_record(self) -> None:
        self._began, self.ran_out = self.offset, False

    def __next__(self) -> str:
        if self._whole and self.offset >= len(self._part):
            self.ran_out = True
            raise StopIteration
        end = self._part.find(b"\n", self.offset) + 1
        if (end or len(self._part)) - self._began > MAX_RECORD_BYTES:
            message = f"A record is longer than {MAX_RECORD_BYTES} bytes. Is a closing quote missing?"
            raise MalformedTable(self.line, "record_too_long", message)
        if not end:
            if not self._whole:
                raise _Incomplete
            end = len(self._part)
        text = canonical_text(self._part[self.offset : end].decode())
        self.offset = end
        self.line += 1
        return text
