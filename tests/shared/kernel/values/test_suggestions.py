"""Mistyped names and what they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.values.suggestions import did_you_mean, nearest

KNOWN = ("quantity", "shipping_address", "sku")


def test_the_nearest_name_is_suggested() -> None:
    assert nearest("quantitiy", KNOWN) == "quantity"
    assert nearest("SKU", KNOWN) == "sku"
    assert did_you_mean("shippingAddress", KNOWN) == " Did you mean `shipping_address`?"


def test_an_unknown_name_without_a_similar_one_has_no_suggestion() -> None:
    assert nearest("zzz", KNOWN) is None
    assert did_you_mean("zzz", KNOWN) == ""
    assert nearest("quantity" * 10, KNOWN) is None


@given(st.text(max_size=80))
def test_only_known_names_are_suggested(word: str) -> None:
    assert nearest(word, KNOWN) in (None, *KNOWN)
