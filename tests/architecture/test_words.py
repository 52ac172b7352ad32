"""Names, docstrings, comments, texts and pages do without the words and idioms of `docs/words.py`."""

from collections.abc import Iterator

import pytest

from docs import words

pytestmark = pytest.mark.architecture


def test_the_repository_uses_plain_words() -> None:
    assert list(words.all_findings()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_nobody_waits(): ...", ["1: nobody"]),
        ("class ToldTwice: ...", ["1: told"]),
        ("def f(anew): ...", ["1: anew"]),
        ("let_go = 1", ["1: let go"]),
        ("paid_by_hand = 1", ["1: by hand"]),
        ('"""It waits in\nvain."""', ["1: in vain", "2: vain"]),
        ("one = 1\n# The order stands.", ["2: stands"]),
        ("route(description='A payment that came to nothing.')", ["1: came to nothing"]),
        ("ProblemCode(f'{name} is kept for good.')", ["1: for good"]),
        ("def test_a_caller_waits(): ...", []),
        ("mailbox.nobody", []),
        ('"""Raises Conflict `over_fulfilment`. A letter stands for a number, for good reasons, by hand."""', []),
    ],
)
def test_a_planted_word_in_python_is_found(source: str, found: list[str]) -> None:
    assert _short(words.in_python(source, strings=True)) == found


def test_strings_of_tests_are_data() -> None:
    assert _short(words.in_python("send('Nobody told me.')")) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("Plain.\n\nThe lock is made\nwhole.", ["3: made whole"]),
        ("`it stands`\n\n```\nnobody\n```\n\nTakes along.", ["7: takes along"]),
    ],
)
def test_a_planted_word_in_a_page_is_found(page: str, found: list[str]) -> None:
    assert _short(words.search(page, 1)) == found


def _short(found: Iterator[words.Finding]) -> list[str]:
    return [str(finding).partition(" -> ")[0] for finding in sorted(found)]
