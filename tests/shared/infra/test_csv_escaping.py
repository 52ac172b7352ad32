"""Lines of CSV: read back as they were written, and nothing in them a spreadsheet would calculate."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from io import StringIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.infra.csv_escaping import csv_line, unescaped


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        ("", ""),
        ("plain text", "plain text"),
        ("a,b", '"a,b"'),
        ('say "yes"', '"say ""yes"""'),
        ("two\nlines", '"two\nlines"'),
        ("a;=b", '"a;=b"'),
        (7, "7"),
        (-7, "-7"),
        (2**53, "9007199254740992"),
        (1.5, "1.5"),
        (-0.5, "-0.5"),
        (True, "true"),
        (False, "false"),
        (date(2026, 11, 29), "2026-11-29"),
        (datetime(2026, 11, 29, 4, 5, 6, tzinfo=UTC), "2026-11-29T04:05:06Z"),
        (datetime(2026, 11, 29, 4, 5, 6, 120000, timezone(timedelta(hours=2))), "2026-11-29T02:05:06.120000Z"),
        (Colour.RED, "red"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ([1, "=a"], '"[1,""=a""]"'),
        ({"a": None}, '"{""a"":null}"'),
        ("café", "café"),
    ],
)
def test_cells_are_formatted_by_type(cell: object, written: str) -> None:
    assert csv_line(["x", cell]).decode() == f"x,{written}\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=x",
        " =1",
        "\u3000=1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\u202e=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹢1",
        "−1",
        " ＝1",
        "=cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!D2",
        '=HYPERLINK("https://a.example","x")',
    ],
)
def test_possible_formulas_are_escaped_by_an_apostrophe(text: str) -> None:
    assert _read(csv_line([text])) == [["'" + text]]


@pytest.mark.parametrize("text", ["a=b", "1-2", "x@y.example", "", "'quoted'", "'", "½", "·-", "SKU-1", "  plain"])
def test_other_text_is_unchanged(text: str) -> None:
    assert _read(csv_line([text])) == [[text]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5))
def test_written_cells_are_read_back(cells: list[str]) -> None:
    (read,) = _read(csv_line(cells))
    assert [unescaped(back) for back in read] == cells
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in read if cell)


@given(st.text("'=+-@\t a1", max_size=8))
def test_existing_apostrophes_are_preserved(text: str) -> None:
    ((back,),) = _read(csv_line([text]))
    assert unescaped(back) == text


@given(st.integers())
def test_numbers_are_never_escaped(number: int) -> None:
    assert csv_line([number]) == f"{number}\r\n".encode()


def test_a_line_of_one_empty_cell_is_not_an_empty_line() -> None:
    assert csv_line([""]) == csv_line([None]) == b'""\r\n'
    assert _read(csv_line([None])) == [[""]]


def test_a_time_without_offset_is_rejected() -> None:
    with pytest.raises(ValueError, match="offset"):
        csv_line([datetime(2026, 11, 29)])  # noqa: DTZ001 the point of it


def _read(text: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(text.decode(), newline=""), strict=True))
