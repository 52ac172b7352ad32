"""The schema `platform` is read and written by its owners alone.

`shared.infra.messaging` owns events, deliveries, consumers, holders and dead letters; `shared.infra.sql` owns what a
transaction itself writes: stored responses, the audit log, turns of jobs. Modules call their functions.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWNERS = ("shared/infra/messaging/", "shared/infra/sql/")
TESTS = "entrypoints/development/new_module/template/tests/"
"""Tests of a new module may look at the events that it has written, as all tests may."""
TABLE = re.compile(r"\bplatform\.[a-z_]+")

pytestmark = pytest.mark.architecture


def named_tables(source: str) -> Iterator[str]:
    """The tables of the schema that the texts of a file name; docstrings are texts too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from TABLE.findall(node.value)


def test_only_the_owners_name_its_tables() -> None:
    found = {
        str(file.relative_to(ROOT)): tables
        for package in ("entrypoints", "modules", "shared")
        for file in sorted((ROOT / package).rglob("*.py"))
        if not str(file.relative_to(ROOT)).startswith((*OWNERS, TESTS))
        and (tables := list(named_tables(file.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        '_ALL = "SELECT * FROM platform.events"',
        '_ALL = f"SELECT * FROM platform.events WHERE {CONDITION}"',
        "_ALL = '''\n    DELETE FROM platform.events\n'''",
    ],
)
def test_a_planted_statement_is_found(planted: str) -> None:
    assert list(named_tables(planted)) == ["platform.events"]


def test_the_module_of_the_same_name_is_none_of_its_tables() -> None:
    assert list(named_tables("import platform\nplatform.system()")) == []
