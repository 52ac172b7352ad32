"""Parsing a file in parts gives the same records for any cells and any part size."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.import_export.domain import csv_parser
from modules.import_export.domain.csv_parser import MAX_RECORD_BYTES, MalformedTable, records
from modules.import_export.domain.upload_scanner import UploadScanner
from shared.infra.csv_escaping import csv_line, unescaped
from shared.kernel.errors import Invalid

CELLS = st.text(st.sampled_from("a,;\"'\n\r =+-@\t\u00e9\U0001f600"), max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=12)


def in_parts(text: bytes, size: int) -> list[list[str] | None]:
    """All records, parsed from parts of `size` bytes; each part starts at the end of the previous record."""
    found: list[list[str] | None] = []
    offset, number = 0, 1
    while True:
        part = text[offset : offset + size]
        whole = offset + len(part) >= len(text)
        read = list(records(part, whole=whole, line=number, delimiter=","))
        found += [list(record.cells) if record.cells is not None else None for record in read]
        if whole:
            return found
        assert read, "a part holds at least one record"
        offset, number = offset + read[-1].end, read[-1].line + read[-1].lines


@given(TABLES, st.integers(60, 200))
def test_written_rows_are_parsed_back_for_any_part_size(rows: list[list[str]], size: int) -> None:
    text = b"".join(map(csv_line, rows))
    back = [[unescaped(cell) for cell in cells or []] for cells in in_parts(text, size)]
    assert back == rows


@given(TABLES)
def test_line_numbers_match_those_of_an_editor(rows: list[list[str]]) -> None:
    text = b"".join(map(csv_line, rows))
    number = 1
    for row, record in zip(rows, records(text, whole=True, line=1, delimiter=","), strict=True):
        assert record.line == number
        number += csv_line(row).count(b"\n")


@given(st.binary(max_size=300).filter(lambda text: b"\0" not in text))
def test_any_bytes_are_parsed_or_rejected(text: bytes) -> None:
    intake = UploadScanner()
    try:
        intake.feed(text)
        intake.finish()
    except Invalid:
        return
    lines = 0
    with suppress(MalformedTable):
        for record in records(text, whole=True, line=1, delimiter=","):
            lines += record.lines
    assert lines <= text.count(b"\n") + 1


@given(TABLES, st.integers(1, 7))
def test_lines_are_counted_for_any_piece_size(rows: list[list[str]], size: int) -> None:
    text = b"".join(map(csv_line, rows))
    intake = UploadScanner()
    for start in range(0, len(text), size):
        intake.feed(text[start : start + size])
    if text:
        intake.finish()
    assert (intake.lines, intake.size) == (len(rows), len(text))


def test_an_endless_record_is_rejected_early() -> None:
    endless = b'a,b\n"' + b"x\n" * MAX_RECORD_BYTES
    read = records(endless, whole=False, line=1, delimiter=",")
    assert next(read).cells == ["a", "b"]
    with pytest.raises(MalformedTable) as broken:
        next(read)
    assert broken.value.code == "record_too_long"


def test_malformed_lines_are_reported_and_parsing_continues() -> None:
    text = b'"a"b,1\nc,2\nd\re,3\n"f,4'
    read = records(text, whole=True, line=1, delimiter=",")
    assert [(record.line, record.cells) for record in (next(read), next(read), next(read))] == [
        (1, None),
        (2, ["c", "2"]),
        (3, None),
    ]
    with pytest.raises(MalformedTable, match="never closed"):
        next(read)


def test_the_reader_agrees_with_the_standard_library() -> None:
    text = 'a,"b\r\nc",d\r\n"",x,""""\r\n'
    ours = [list(r.cells or []) for r in csv_parser.records(text.encode(), whole=True, line=1, delimiter=",")]
    assert ours == list(csv.reader(io.StringIO(text, newline="")))
