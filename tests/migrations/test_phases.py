"""Each migration says its phase, and one that adds does not stop the programs that are running."""

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from entrypoints.schema.migrations import alembic_config
from migrations.phases import LAST_WITHOUT_PHASE, pending_migrations

VERSIONS = Path(__file__).parents[2] / "migrations/versions"
MARKED = {path.name: path.read_text() for path in VERSIONS.glob("[0-9]*.py") if path.name[:4] > LAST_WITHOUT_PHASE}

REMOVALS = re.compile(r"\b(drop_table|drop_column|drop_constraint|rename_table|new_column_name|DROP COLUMN|RENAME)\b")
INDEX = re.compile(r"op\.create_index\(\s*\"\w+\",\s*\"(\w+)\"")
TABLE = re.compile(r"op\.create_table\(\s*\"(\w+)\"")


def problems(text: str) -> list[str]:
    upgrade = text.partition("def downgrade")[0]
    found = []
    if 'phase = "expand"' in text:
        found += [f"an expanding migration contains {word}" for word in REMOVALS.findall(upgrade)]
    created = set(TABLE.findall(upgrade))
    found += [f"{table}: use create_index_concurrently" for table in INDEX.findall(upgrade) if table not in created]
    return found


def test_every_migration_says_its_phase() -> None:
    found = pending_migrations(ScriptDirectory.from_config(alembic_config("")), None)
    assert len(found) == len(list(VERSIONS.glob("[0-9]*.py")))


@pytest.mark.parametrize("name", MARKED)
def test_a_migration_does_what_its_phase_allows(name: str) -> None:
    assert problems(MARKED[name]) == []


@pytest.mark.parametrize(
    "body",
    [
        'op.drop_column("orders", "note", schema="orders")',
        'op.execute("ALTER TABLE orders.orders RENAME COLUMN note TO remark")',
        'op.create_index("ix_orders_note", "orders", ["note"], schema="orders")',
    ],
)
def test_a_violation_is_noticed(body: str) -> None:
    assert problems(f'phase = "expand"\n\ndef upgrade() -> None:\n    {body}\n\ndef downgrade() -> None: ...')
