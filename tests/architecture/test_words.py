"""Names and docstrings do without the words of `docs/words_to_avoid.txt`, which codespell finds only as whole words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "deploy", "docs", "entrypoints", "modules", "shared", "tests")
IDIOMS = ("in vain", "be had", "let go", "takes turns")
"""Idioms of several words, in names with underscores."""

WORDS = frozenset(
    line.partition("->")[0] for line in (ROOT / "docs/words_to_avoid.txt").read_text(encoding="utf-8").splitlines()
)


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def avoidable(text: str) -> list[str]:
    """The words and idioms of a name or a sentence that have a better one."""
    prose = re.sub(r"`[^`]*`", " ", text)  # the API's own words stay as they are
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z]+", " ", prose).lower()
    return [
        *(word for word in spaced.split() if word in WORDS),
        *(idiom for idiom in IDIOMS if re.search(rf"\b{idiom}\b", spaced)),
    ]


def violations(source: str) -> list[str]:
    tree = ast.parse(source)
    found = (*names(tree), *docstrings(tree))
    return [f"{line}: {word}" for line, text in found for word in avoidable(text)]


def test_names_and_docstrings_use_plain_words() -> None:
    here = Path(__file__)
    assert [
        f"{file.relative_to(ROOT)}:{violation}"
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        if file != here
        for violation in violations(file.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_nobody_waits(): ...", ["1: nobody"]),
        ("class ToldTwice: ...", ["1: told"]),
        ("def f(anew): ...", ["1: anew"]),
        ("let_go = 1", ["1: let go"]),
        ('"""It waits in\nvain."""', ["1: vain", "1: in vain"]),
        ("def test_a_caller_waits(): ...", []),
        ("mailbox.nobody", []),
        ('"""Raises Conflict `over_fulfilment`."""', []),
    ],
)
def test_a_planted_word_is_found(source: str, found: list[str]) -> None:
    assert violations(source) == found
