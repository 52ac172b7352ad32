"""Advisory locks have one namespace: kinds do not collide, and no other file names PostgreSQL's functions."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("entrypoints", "migrations", "modules", "shared")
MAY_NAME_THE_FUNCTIONS = {
    "shared/infra/sql/advisory_lock.py",
    "migrations/versions/0001_platform.py",  # idempotency keys have the locks with a single key
}

pytestmark = pytest.mark.architecture


def sources() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text()


def raw_uses(files: Iterator[tuple[str, str]]) -> set[str]:
    return {
        name for name, text in files if ("pg_advisory" in text or "pg_try_advisory" in text)
    } - MAY_NAME_THE_FUNCTIONS


def numbers(text: str) -> Iterator[int]:
    """The numbers of all locks that a file declares."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "AdvisoryLock":
            (number,) = node.args
            assert isinstance(number, ast.Constant), ast.unparse(node)
            assert isinstance(number.value, int), ast.unparse(node)
            yield number.value


def test_no_other_file_names_the_functions() -> None:
    assert raw_uses(sources()) == set()
    assert raw_uses(iter([("modules/x.py", "SELECT pg_try_advisory_lock(1)")])) == {"modules/x.py"}


def test_each_kind_of_lock_has_a_number_of_its_own() -> None:
    declared = Counter(number for _, text in sources() for number in numbers(text))
    assert len(declared) >= 7
    assert [number for number, times in declared.items() if times > 1] == []
    assert list(numbers("a = AdvisoryLock(1)\nb = AdvisoryLock(1)")) == [1, 1]
