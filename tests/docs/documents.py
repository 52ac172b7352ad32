"""The documents of the tree, and which paths and headings exist."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "deploy", "docs", "entrypoints", "migrations", "modules", "shared", "tests")
GENERATED = frozenset({"__pycache__", "build", "node_modules", "results"})
"""Folders that git ignores."""
HISTORY = "CHANGELOG.md"
"""Names things by the names they had."""

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


def documents() -> Mapping[str, str]:
    """The text of each document by its path, without the changelog."""
    found = (path for path in _files() if path.suffix == ".md")
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(found)}
    return {path: text for path, text in texts.items() if path != HISTORY}


def in_code(text: str) -> list[str]:
    """What is between backticks, code blocks apart."""
    return _CODE.findall(prose(text))


def prose(text: str) -> str:
    """The text without code blocks."""
    return _FENCE.sub("", text)


@cache
def tree() -> frozenset[str]:
    """The paths of all files and folders."""
    return frozenset(_paths())


@cache
def tails() -> frozenset[str]:
    """The last parts of all paths: `b/c.py` and `c.py` of `a/b/c.py`."""
    return frozenset(path.split("/", cut)[-1] for path in tree() for cut in range(path.count("/") + 1))


def _paths() -> Iterator[str]:
    for path in _files():
        yield str(path.relative_to(ROOT))


def _files() -> Iterator[Path]:
    """Files and folders, without those that git ignores."""
    yield from ROOT.iterdir()
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if GENERATED.isdisjoint(path.relative_to(ROOT).parts):
                yield path
