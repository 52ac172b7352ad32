"""Cells of a table as the fields of a model."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from shared.infra.http.csv.cells import CellReader, boolean, integer, json_value, text, text_list
from shared.infra.http.requests.fields import InModel, optional_field
from shared.kernel.errors import Invalid
from shared.kernel.import_export import Line


class Mug(InModel):
    sku: str = Field(min_length=1)
    price: int = Field(gt=0, default=1)
    sold: bool = optional_field()
    limit: int | None = None
    tags: list[str] = optional_field()
    more: dict[str, int] = optional_field()


MUGS = CellReader(
    Mug,
    {"sku": text, "price": integer, "sold": boolean, "limit": integer, "tags": text_list, "more": json_value},
    nullable=["limit"],
)


def said(**cells: str) -> dict[str, object]:
    read = MUGS.read(cells)
    return {name: getattr(read, name) for name in read.model_fields_set}


def test_an_absent_column_is_omitted_and_an_empty_cell_is_null_if_nullable() -> None:
    assert said(sku="A") == {"sku": "A"}
    assert said(sku="A", price="", sold="", limit="", tags="") == {"sku": "A", "limit": None}
    assert said(sku="A", price="7", sold="Yes", limit="3") == {"sku": "A", "price": 7, "sold": True, "limit": 3}


@pytest.mark.parametrize("cell", ["red|blue", " red | blue ", '["red","blue"]'])
def test_a_cell_can_contain_several_values(cell: str) -> None:
    assert said(sku="A", tags=cell)["tags"] == ["red", "blue"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"sku": "", "price": "1"}, [("sku", "required")]),
        ({"sku": "A", "price": "1.5"}, [("price", "invalid_format")]),
        ({"sku": "A", "price": "1e3"}, [("price", "invalid_format")]),
        ({"sku": "A", "price": "١"}, [("price", "invalid_format")]),
        ({"sku": "A", "price": "9" * 30}, [("price", "invalid_format")]),
        ({"sku": "A", "price": "0"}, [("price", "greater_than")]),
        ({"sku": "A", "sold": "maybe", "price": "x"}, [("price", "invalid_format"), ("sold", "invalid_format")]),
        ({"sku": "A", "more": "{"}, [("more", "invalid_format")]),
        ({"sku": "A", "more": "[1]"}, [("more", "object_type")]),
        ({"sku": "A", "more": '{"a": 1, "a": 2}'}, [("more", "invalid_format")]),
        ({"sku": "A", "more": '{"a\\u0000": 1}'}, [("more", "invalid_format")]),
        ({"sku": "A", "more": '{"a": NaN}'}, [("more", "invalid_format")]),
        ({"sku": "A", "more": '{"a": 9223372036854775808}'}, [("more", "invalid_format")]),
        ({"sku": "A", "more": '{"a":' * 33 + "1" + "}" * 33}, [("more", "invalid_format")]),
        ({"sku": "A", "tags": '["\\u0000"]'}, [("tags", "invalid_format")]),
        ({"sku": "A", "tags": '["a'}, [("tags", "invalid_format")]),
    ],
)
def test_errors_name_the_column_and_never_echo_the_value(
    cells: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    read, errors = MUGS.read_all([Line(9, cells), Line(10, {"sku": "B"})])
    assert [(number, mug.sku) for number, mug in read] == [(10, "B")]
    assert [(error.line, error.column, error.code) for error in errors] == [(9, *one) for one in expected]
    assert not any(cell in error.message for error in errors for cell in cells.values() if len(cell) > 2)


@given(st.dictionaries(st.sampled_from(MUGS.names), st.text(max_size=20)))
def test_any_cells_are_parsed_or_rejected(cells: dict[str, str]) -> None:
    with suppress(Invalid):
        assert MUGS.read(cells).sku
