"""Every architecture decision has a date, a status, its context, options, decision and consequences."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT

FOLDER = ROOT / "docs" / "adr"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS = ["Context", "Options", "Decision", "Consequences"]
_TITLE = re.compile(r"# (\d+)\. (.+)")
_STATUS = re.compile(
    r"Date: \d{4}-\d\d-\d\d(, revised \d{4}-\d\d-\d\d)?\. Status: "
    r"(accepted|rejected|superseded by \[\d+\]\([\w-]+\.md\))\."
)
_OPTION = re.compile(r"^(?:- |\d+\. )", re.MULTILINE)


def flaws(name: str, text: str) -> list[str]:
    """What the page lacks. All options but one, the chosen one, say after a colon why they were not chosen."""
    lines = text.splitlines()
    title, status = _TITLE.fullmatch(lines[0]), lines[2]
    sections = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    options = _OPTION.split(sections.get("Options", ""))[1:]
    unexplained = [option for option in options if ":" not in option]
    checks = {
        "name": title is not None and name == f"{int(title[1]):04}-{_slug(title[2])}.md",
        "status": _STATUS.fullmatch(status) is not None,
        "sections": list(sections) == SECTIONS,
        "options": len(options) >= 2,
        "why not": len(unexplained) <= 1,
    }
    return [flaw for flaw, holds in checks.items() if not holds]


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_is_complete(page: Path) -> None:
    assert flaws(page.name, page.read_text(encoding="utf-8")) == []


def test_the_list_names_every_decision_once() -> None:
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    titles = [(page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# "), page.name) for page in PAGES]
    assert sorted(listed) == sorted(titles)


def test_the_numbers_have_no_gaps() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


GOOD = """# 7. Tea is brewed in a pot

Date: 2026-12-01. Status: accepted.

## Context

Guests drink tea.

## Options

- Bags in cups: each guest waits.
- A pot.

## Decision

A pot.

## Consequences

- The pot must be washed.
"""


@pytest.mark.parametrize(
    ("wrong", "right", "found"),
    [
        ("# 7. Tea", "# 7. Coffee", ["name"]),
        ("Date: 2026-12-01. ", "", ["status"]),
        ("Status: accepted.", "Status: perhaps.", ["status"]),
        ("## Context\n\nGuests drink tea.\n\n", "", ["sections"]),
        ("## Options", "## Ways", ["sections", "options"]),
        ("\n- A pot.\n", "\n", ["options"]),
        (": each guest waits.", ".", ["why not"]),
    ],
)
def test_a_flaw_is_found(wrong: str, right: str, found: list[str]) -> None:
    assert flaws("0007-tea-is-brewed-in-a-pot.md", GOOD) == []
    assert flaws("0007-tea-is-brewed-in-a-pot.md", GOOD.replace(wrong, right)) == found
