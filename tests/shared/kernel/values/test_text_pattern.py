"""A list filtered by a text that no item can have."""

import pytest

from shared.kernel.errors import Invalid
from shared.kernel.paging import Page, PageRequest
from shared.kernel.values.text_pattern import TextPattern

PATTERN = TextPattern("^[A-Z]+$", "A flavour", "FLAVOURS")
NOTHING: Page[str] = Page([])


def test_an_impossible_filter_is_rejected() -> None:
    with pytest.raises(Invalid) as refused:
        PATTERN.filtered_page(NOTHING, PageRequest(10), "tea", "/query/flavour")
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/query/flavour", "pattern")
    assert error.message == "A flavour has the pattern ^[A-Z]+$; the setting FLAVOURS changes it."


@pytest.mark.parametrize(
    ("page", "part", "text"),
    [
        (Page(["sold under an earlier pattern"]), PageRequest(10), "tea"),
        (NOTHING, PageRequest(10), "TEA"),
        (NOTHING, PageRequest(10), None),
        (NOTHING, PageRequest(10, offset=10), "tea"),
        (NOTHING, PageRequest(10, after=[1]), "tea"),
    ],
)
def test_a_possible_filter_returns_the_page(page: Page[str], part: PageRequest, text: str | None) -> None:
    assert PATTERN.filtered_page(page, part, text, "/query/flavour") is page
