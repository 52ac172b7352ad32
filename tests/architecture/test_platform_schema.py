"""Each table of the schema `platform` is read and written by its owner alone (docs/adr/0055)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWNERS = {
    "shared/infra/messaging/": {
        "events",
        "events_kept",
        "event_days",
        "create_days",
        "drop_day",
        "deliveries",
        "deliveries_pending",
        "consumers",
        "holders",
        "dead_letters",
    },
    "shared/infra/sql/": {"idempotency_keys", "claim_keys", "audit_log", "job_runs"},
    "entrypoints/schema/": {"schema_compatibility"},
}
TESTS = "entrypoints/development/new_module/template/tests/"
"""Tests of a new module may look at the events that it has written, as all tests may."""
TABLE = re.compile(r"\bplatform\.([a-z_]+)")

pytestmark = pytest.mark.architecture


def foreign_tables(file: str, source: str) -> Iterator[str]:
    """The tables of others that the texts of a file name; docstrings are texts too."""
    owned = next((tables for owner, tables in OWNERS.items() if file.startswith(owner)), set())
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (table for table in TABLE.findall(node.value) if table not in owned)


def test_only_its_owner_names_a_table() -> None:
    found = {
        name: tables
        for package in ("entrypoints", "modules", "shared")
        for file in sorted((ROOT / package).rglob("*.py"))
        if not (name := str(file.relative_to(ROOT))).startswith(TESTS)
        and (tables := list(foreign_tables(name, file.read_text())))
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
@pytest.mark.parametrize("file", ["modules/operations/planted.py", "shared/infra/sql/planted.py"])
def test_a_planted_statement_is_found(file: str, planted: str) -> None:
    assert list(foreign_tables(file, planted)) == ["events"]


def test_the_owner_may_name_its_table() -> None:
    assert list(foreign_tables("shared/infra/sql/planted.py", '_ALL = "SELECT * FROM platform.audit_log"')) == []


def test_a_module_with_the_name_of_a_table_is_not_reported() -> None:
    assert list(foreign_tables("modules/planted.py", "import platform\nplatform.system()")) == []
