"""A list filtered by a SKU that no product can have."""

import pytest

from shared.kernel.errors import Invalid
from shared.kernel.paging import Page, PageRequest
from shared.kernel.values.sku import sku_filtered_page

PATTERN = "^[A-Z]+$"
NOTHING: Page[str] = Page([])


def test_an_impossible_sku_filter_is_rejected() -> None:
    with pytest.raises(Invalid) as refused:
        sku_filtered_page(NOTHING, PageRequest(10), "tea", PATTERN)
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/query/sku", "pattern")
    assert PATTERN in error.message


@pytest.mark.parametrize(
    ("page", "part", "sku"),
    [
        (Page(["sold under an earlier pattern"]), PageRequest(10), "tea"),
        (NOTHING, PageRequest(10), "TEA"),
        (NOTHING, PageRequest(10), None),
        (NOTHING, PageRequest(10, offset=10), "tea"),
        (NOTHING, PageRequest(10, after=[1]), "tea"),
    ],
)
def test_a_possible_sku_filter_returns_the_page(page: Page[str], part: PageRequest, sku: str | None) -> None:
    assert sku_filtered_page(page, part, sku, PATTERN) is page
