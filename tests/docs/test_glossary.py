"""Every term of the glossary is a name in the code, and is explained once."""

import re
from collections import Counter
from functools import cache

import pytest

from tests.docs.documents import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
FOLDERS = ("modules", "shared", "entrypoints", "tests/faults")
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_CLASS = re.compile(r"`([A-Z]\w*[a-z]\w*)`")


def terms(page: str) -> dict[str, str]:
    """The meaning of each term; a line can explain two."""
    rows = [(names, meaning) for names, meaning in _ROW.findall(page) if meaning not in ("meaning", "---")]
    return {name: meaning for names, meaning in rows for name in names.split(", ")}


def unnamed(page: str) -> list[str]:
    """Terms that are part of no name in the code and whose meaning gives none, and classes that do not exist."""
    return [
        word
        for name, meaning in terms(page).items()
        for word in (name, *_CLASS.findall(meaning))
        if not _is_name(word) and not (word == name and _CLASS.search(meaning))
    ]


def _is_name(word: str) -> bool:
    return re.sub(r"[^a-z]", "", word.lower()) in _names()


@cache
def _names() -> str:
    """All names of the code in lower case, without underscores."""
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    words = {word for path in paths for word in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))}
    return " ".join(sorted(word.lower().replace("_", "") for word in words))


def test_every_term_is_a_name_in_the_code() -> None:
    assert len(terms(PAGE)) > 70
    assert unnamed(PAGE) == []


def test_no_term_is_explained_twice() -> None:
    names = [name for names, _ in _ROW.findall(PAGE) for name in names.split(", ") if name not in ("word", "---")]
    assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| order, dream shipment | sold things |", ["dream shipment"]),
        ("| order | sold things: `OrderOfDreams` |", ["OrderOfDreams"]),
        ("| promise | what holds: `Check` |", []),
    ],
)
def test_a_term_without_a_name_is_found(row: str, found: list[str]) -> None:
    assert unnamed(f"| word | meaning |\n| --- | --- |\n{row}\n") == found
