"""The tests and checks that `docs/security.md` names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)`")


def existing() -> set[str]:
    """The names of all tests."""
    sources = [path.read_text() for path in (ROOT / "tests").rglob("test_*.py")]
    return {name for source in sources for name in re.findall(r"^\s*(?:async )?def (test_\w+)\(", source, re.MULTILINE)}


def missing(page: str) -> list[str]:
    names = existing()
    return [name for name in NAMED.findall(page) if name not in names]


def test_every_requirement_has_a_row_and_every_row_a_test() -> None:
    rows = {int(number): held for number, _, held in ROW.findall(PAGE)}
    assert sorted(rows) == list(range(1, 43))
    assert [number for number, held in rows.items() if not NAMED.search(held)] == []


def test_every_named_test_exists() -> None:
    assert missing(PAGE) == []


@pytest.mark.parametrize("planted", ["`test_of_nothing_at_all`", "`test_every_kind_of_answer_there_is`"])
def test_an_unknown_test_name_is_reported(planted: str) -> None:
    assert missing(planted) == [planted.strip("`")]
