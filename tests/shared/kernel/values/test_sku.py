"""A list filtered by a SKU that no product can have."""

import pytest

from shared.kernel.errors import Invalid
from shared.kernel.paging import Page, PageRequest
from shared.kernel.values.sku import sku_filtered_page

PATTERN = "^[A-Z]+$"
NOTHING: Page[str] = Page([])


def test_what_cannot_be_is_refused() -> None:
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
def test_what_can_be_is_answered(page: Page[str], part: PageRequest, sku: str | None) -> None:
    assert sku_filtered_page(page, part, sku, PATTERN) is page
