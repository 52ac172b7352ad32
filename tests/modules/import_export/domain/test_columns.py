"""Each unknown column is named once in a readable message, for any number of columns and any names."""

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


def error_message(names: list[str], reading: ParseOptions | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        own_columns(names, BOOKS, reading or ParseOptions())
    (error,) = refused.value.errors
    return error.message


def test_one_message_lists_all_columns_with_suggestions() -> None:
    message = error_message(["Titel", "title", "prise", "", "Titel"])
    assert message.startswith("Unknown columns: Titel (did you mean title?), prise (did you mean price?), ")
    assert "(column 4, without a name)" in message
    assert message.count("Titel") == 1
    assert "title, price, shelf, copies" in message


def test_columns_of_a_combined_type_are_known_if_its_required_columns_are_present() -> None:
    assert own_columns(["Title", "COPIES", "id", "shelf"], BOOKS, ParseOptions()) == ("title", "copies", "", "shelf")
    assert "shelf" in error_message(["title", "shelf"]).partition(".")[0]
    layout = layout_of(b"title,copies\n", BOOKS, ParseOptions(ignore_stock=True))
    assert layout.columns == ("title", "copies")


def test_a_mapping_ignores_case() -> None:
    reading = ParseOptions(mapping={" TITEL ": "Title", "Preis": "price"}, ignore_unknown_columns=True)
    assert own_columns(["Titel", "preis", "Regal"], BOOKS, reading) == ("title", "price", "")
    assert "mapped to cost" in error_message(["Titel"], ParseOptions(mapping={"Titel": "cost"}))


@given(st.lists(st.text(max_size=80), min_size=1, max_size=60))
def test_messages_are_readable_for_any_names(names: list[str]) -> None:
    try:
        own_columns(["title", *names], BOOKS, ParseOptions())
    except Invalid as refused:
        messages = [error.message for error in refused.errors]
        assert all(message.isprintable() for message in messages)
        assert all(len(message) < (MAX_NAMED + 4) * (MAX_NAME_LENGTH + 40) for message in messages)


def test_many_columns_are_checked_quickly() -> None:
    names = [f"column {number}".ljust(60, "x") for number in range(MAX_COLUMNS)]
    began = time.process_time()
    message = error_message(["title", *names])
    assert time.process_time() - began < 2
    assert f"and {MAX_COLUMNS - MAX_NAMED} more" in message
