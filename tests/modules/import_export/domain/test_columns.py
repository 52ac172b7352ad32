"""Columns that are not known are named once, so that a person can read it, however many and strange they are."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.import_export.domain.columns import MAX_NAME_LENGTH, MAX_NAMED, own_columns
from modules.import_export.domain.header import MAX_COLUMNS
from modules.import_export.domain.layout import layout_of
from shared.kernel.errors import Invalid
from shared.kernel.import_export import Cells, Importable, ImportContext, Line, LineError, ParseOptions
from shared.kernel.transaction import Transaction


async def _apply(_: Transaction, __: Sequence[Line], ___: ImportContext) -> Sequence[LineError]:
    return []


def _title(cells: Cells) -> tuple[str, ...]:
    return (cells["title"],)


COUNTS = Importable("counts", "books:write", ["title", "shelf", "copies"], ["title", "copies"], _title, _apply)
BOOKS = Importable(
    "books", "books:write", ["title", "price"], ["title"], _title, _apply, ["id"], combined_with=[COUNTS]
)


def said(names: list[str], reading: ParseOptions | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        own_columns(names, BOOKS, reading or ParseOptions())
    (error,) = refused.value.errors
    return error.message


def test_all_are_in_one_message_with_what_is_near() -> None:
    message = said(["Titel", "title", "prise", "", "Titel"])
    assert message.startswith("Unknown columns: Titel (did you mean title?), prise (did you mean price?), ")
    assert "(column 4, without a name)" in message
    assert message.count("Titel") == 1
    assert "title, price, shelf, copies" in message


def test_columns_of_what_is_beside_are_known_where_a_line_can_be_one() -> None:
    assert own_columns(["Title", "COPIES", "id", "shelf"], BOOKS, ParseOptions()) == ("title", "copies", "", "shelf")
    assert "shelf" in said(["title", "shelf"]).partition(".")[0]
    layout = layout_of(b"title,copies\n", BOOKS, ParseOptions(ignore_stock=True))
    assert layout.columns == ("title", "copies")


def test_a_mapping_renames_whatever_case_it_is_in() -> None:
    reading = ParseOptions(mapping={" TITEL ": "Title", "Preis": "price"}, ignore_unknown_columns=True)
    assert own_columns(["Titel", "preis", "Regal"], BOOKS, reading) == ("title", "price", "")
    assert "mapped to cost" in said(["Titel"], ParseOptions(mapping={"Titel": "cost"}))


@given(st.lists(st.text(max_size=80), min_size=1, max_size=60))
def test_whatever_they_are_called_it_can_be_read(names: list[str]) -> None:
    try:
        own_columns(["title", *names], BOOKS, ParseOptions())
    except Invalid as refused:
        messages = [error.message for error in refused.errors]
        assert all(message.isprintable() for message in messages)
        assert all(len(message) < (MAX_NAMED + 4) * (MAX_NAME_LENGTH + 40) for message in messages)


def test_many_columns_take_no_time() -> None:
    names = [f"column {number}".ljust(60, "x") for number in range(MAX_COLUMNS)]
    began = time.process_time()
    message = said(["title", *names])
    assert time.process_time() - began < 2
    assert f"and {MAX_COLUMNS - MAX_NAMED} more" in message
