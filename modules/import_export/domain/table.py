"""A table as it stands in a file: CSV by RFC 4180 in UTF-8, read a part at a time, its texts in canonical form."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.kernel.text import canonical_text

MAX_RECORD_BYTES = 128 * 1024
"""Bytes. A quote left open makes everything after it one record: that is found out here."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class MalformedTable(Exception):
    """From here on the file cannot be read; `line` is where the record begins."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Record:
    """`end` is where it ends in what was read, in bytes; it has so many `lines`. `cells` None: it is malformed."""

    line: int
    cells: Sequence[str] | None
    end: int
    lines: int

    @property
    def is_blank(self) -> bool:
        """Nothing but separators, as spreadsheets leave behind."""
        return self.cells is not None and not any(cell.strip() for cell in self.cells)


def records(part: bytes, *, whole: bool, line: int, delimiter: str) -> Iterator[Record]:
    """The records of a part of the file that begins at a record's beginning, on the given line.

    A last record that may go on after the part is left out, unless the part is the `whole` rest
    of the file. Raises NotATable for a record longer than `MAX_RECORD_BYTES`.
    """
    lines = _Lines(part, whole=whole, line=line)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        begins = lines.line
        lines.begin_record()
        try:
            cells: Sequence[str] | None = next(reader)
        except (_GoesOn, StopIteration):
            return
        except csv.Error:
            if lines.ran_out:
                raise MalformedTable(begins, "open_quote", "A quote is opened and never closed.") from None
            cells = None
        yield Record(begins, cells, lines.offset, lines.line - begins)


class _GoesOn(Exception):
    """The part ends before the record does."""


class _Lines(Iterator[str]):
    """Physical lines, and how far they have been read."""

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
            message = f"A record is longer than {MAX_RECORD_BYTES} bytes. Is a quote left open?"
            raise MalformedTable(self.line, "record_too_long", message)
        if not end:
            if not self._whole:
                raise _GoesOn
            end = len(self._part)
        text = canonical_text(self._part[self.offset : end].decode())
        self.offset = end
        self.line += 1
        return text
