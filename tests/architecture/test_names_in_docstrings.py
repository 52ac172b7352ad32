"""Docstrings name what exists: errors after `Raises`, backquoted classes of several words, and paths of files."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
FOLDERS = ("entrypoints", "modules", "shared")
OF_OTHERS = frozenset({"EventSource", "EventSourceResponse"})
"""Classes of browsers and libraries that docstrings explain and no code uses."""

_RAISED = re.compile(r"[Rr]aises? ((?:[A-Z][A-Za-z]+(?:, | and | or )?)+)")
_QUOTED = re.compile(r"`((?:[A-Z][a-z]+){2,})`")
_PATH = re.compile(r"\b(?:benchmarks|docs|entrypoints|modules|shared|tests)/[\w./-]+\.(?:py|md)\b")


def defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def named(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The names of classes in docstrings, with the line at which the docstring begins."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            text = node.value.value
            raised = (name for names in _RAISED.findall(text) for name in re.findall(r"[A-Z][A-Za-z]+", names))
            for name in (*raised, *_QUOTED.findall(text)):
                yield node.lineno, name


def missing_paths(text: str) -> list[str]:
    return [path for path in _PATH.findall(text) if not (ROOT / path).exists()]


def unknown(trees: dict[str, ast.Module]) -> list[str]:
    known = {*dir(builtins), *OF_OTHERS, *(name for tree in trees.values() for name in defined(tree))}
    return [f"{file}:{line}: {name}" for file, tree in trees.items() for line, name in named(tree) if name not in known]


def test_docstrings_name_classes_that_exist() -> None:
    files = (file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py")))
    assert unknown({str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}) == []


@pytest.mark.parametrize(
    ("docstring", "found"),
    [
        ("Raises Renamed.", ["thing.py:1: Renamed"]),
        ("Raises ValueError and Renamed `code`.", ["thing.py:1: Renamed"]),
        ("See `RenamedThing`.", ["thing.py:1: RenamedThing"]),
        ("Raises Thing; see `OtherThing`.", []),
        ("The header `Accept`.", []),
    ],
)
def test_a_planted_name_is_found(docstring: str, found: list[str]) -> None:
    assert unknown({"thing.py": ast.parse(f'"""{docstring}"""\nclass Thing(OtherThing): ...')}) == found


def test_files_that_a_source_names_exist() -> None:
    files = (
        file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py")) if "template" not in file.parts
    )
    missing = {str(file.relative_to(ROOT)): missing_paths(file.read_text(encoding="utf-8")) for file in files}
    assert {file: paths for file, paths in missing.items() if paths} == {}


def test_a_planted_path_is_found() -> None:
    assert missing_paths("See tests/moved/test_it.py and docs/adr/README.md.") == ["tests/moved/test_it.py"]
