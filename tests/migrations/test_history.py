"""The migrations are one linear history, can be applied in both directions, and end at the tables of the code."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from migrations.metadata import ALL_METADATA

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def config(databases: Any) -> AsyncIterator[Config]:
    database = await databases.create(empty=True)
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    yield made
    await databases.drop(database)


def test_the_history_is_linear() -> None:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(made)
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    assert all(not revision.is_branch_point for revision in script.walk_revisions())


def test_every_step_goes_up_down_and_up_again(config: Config) -> None:
    revisions = [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in reversed(revisions):
        command.upgrade(config, revision)
        command.downgrade(config, "-1")
        command.upgrade(config, revision)


def test_the_last_migration_matches_the_models(config: Config) -> None:
    command.upgrade(config, "head")
    command.check(config)


def test_the_migrations_include_the_tables_of_all_modules() -> None:
    tables = (ROOT / "modules").glob("*/adapters/outbound/**/tables*")
    with_tables = {path.relative_to(ROOT).parts[1] for path in tables if path.suffix != ".pyc"}
    assert with_tables | {"platform"} == {metadata.schema for metadata in ALL_METADATA}
