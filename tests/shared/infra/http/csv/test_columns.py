"""Columns of a model: objects inside by dots, lists as they are."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from shared.infra.csv_escaping import csv_line
from shared.infra.http.csv.columns import ExpandedColumns, ModelColumns


class Place(BaseModel):
    city: str
    country: str


class Person(BaseModel):
    name: str
    home: Place | None = None
    boss: "Person | None" = None


class Order(BaseModel):
    id: int
    buyer: Annotated[Person, Field(description="Who buys.")]
    items: list[Place]
    metadata: dict[str, Any] = {}
    either: Place | Person | None = None


COLUMNS = ModelColumns(Order)


def test_objects_are_flattened_and_lists_are_not() -> None:
    assert COLUMNS.names == [
        "id", "buyer.name", "buyer.home.city", "buyer.home.country", "buyer.boss", "items", "metadata", "either",
    ]  # fmt: skip


def test_absent_values_are_empty_cells() -> None:
    cells = COLUMNS.cells({"id": 7, "buyer": {"name": "Ada", "home": None}, "items": [{"city": "Bath"}]})
    assert cells == [7, "Ada", None, None, None, [{"city": "Bath"}], None, None]
    assert csv_line(cells) == b'7,Ada,,,,"[{""city"":""Bath""}]",,\r\n'


def test_a_list_becomes_rows_with_the_columns_of_its_parent() -> None:
    table = ExpandedColumns(Order, "items")
    assert table.names[-2:] == ["item.city", "item.country"]
    assert "items" not in table.names
    rows = table.rows({"id": 7, "buyer": None, "items": [{"city": "Bath", "country": "GB"}, {"city": "York"}]})
    assert [(row[0], *row[-2:]) for row in rows] == [(7, "Bath", "GB"), (7, "York", None)]
    assert [(row[0], *row[-2:]) for row in table.rows({"id": 8, "items": []})] == [(8, None, None)]
