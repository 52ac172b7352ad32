"""Folding: what is the same to people is the same text, and folding twice changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.search import Search, parse_search
from shared.kernel.values.folding import compacted, folded, searchable


@pytest.mark.parametrize(
    ("written", "found_as"),
    [
        ("Müller", "muller"),
        ("MU\u0308LLER", "muller"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Søren Ærø", "soren aero"),
        ("ＡＢＣ１２", "abc12"),
        ("ﬁne", "fine"),
        ("O’Brien–Smith", "o'brien-smith"),
        ("İstanbul ILGIN ılık", "istanbul ilgin ilik"),
        ("Ελλάδα ΣΊΣΥΦΟΣ", "ελλαδα σισυφοσ"),
        ("Й", "и"),
        ("٠١٢", "012"),
        ("a\u200bb\u00adc", "abc"),
        ("  two\t\n lines\u00a0here ", "two lines here"),
        ("がぎ", "がぎ"),
        ("한국", "한국"),
        ("김\u1112", "김\u1112"),
        ("नमस्ते", "नमस्ते"),
    ],
)
def test_equivalent_texts_fold_to_one_form(written: str, found_as: str) -> None:
    assert folded(written) == found_as


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert compacted(once) == compacted(text)


@given(st.text())
def test_every_form_of_unicode_folds_alike(text: str) -> None:
    forms = {folded(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


@given(st.text(st.characters(codec="latin-1")))
def test_case_does_not_count(text: str) -> None:
    assert folded(text.upper().lower()) == folded(text.lower())


def test_values_with_digits_are_indexed_without_spaces_too() -> None:
    assert searchable(["EC1A 1BB", "Ada", None, "ada", "+44 20 7946"]).split("\n") == [
        "ec1a 1bb", "ec1a1bb", "ada", "+44 20 7946", "44207946",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "looked_for"),
    [
        ("  Müller  Ada ada ", Search(("muller", "ada"))),
        ("#4711", Search((), None, 4711)),
        ("4711", Search(("4711",), None, 4711)),
        ("020 7946 0018", Search(("020", "7946", "0018"), "2079460018")),
        ("+44 (20) 79-46", Search(("+44", "(20)", "79-46"), "44207946")),
        ("1Z 999-aa1", Search(("1z", "999-aa1"), "1z999aa1")),
        ("12345678901234567", Search(("12345678901234567",))),
        ("#", None),
        (" \u200b ", None),
    ],
)
def test_a_query_is_split_into_terms(q: str, looked_for: Search | None) -> None:
    assert parse_search(q) == looked_for


@given(st.text(max_size=100))
def test_any_query_can_be_parsed(q: str) -> None:
    search = parse_search(q)
    assert search is None or search.words or search.id is not None


@pytest.mark.parametrize("q", ["%_", "\\", "%", "- -", "#", "“"])
def test_symbols_alone_give_no_terms(q: str) -> None:
    assert parse_search(q) is None


@pytest.mark.parametrize("q", ["50%_off", "%_ a", "\\9", "♥", "日"])
def test_symbols_beside_letters_are_terms(q: str) -> None:
    search = parse_search(q)
    assert search is not None
    assert search.words == tuple(q.lower().split())
