"""Upgrading a database: by phases, with a bounded wait for locks, never under the feet of an older program."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from entrypoints.schema.compatibility import IncompatibleSchema, MigrationRefused, schema_version_at
from entrypoints.schema.connected_programs import application_name, connected_programs
from entrypoints.schema.migrations import upgrade
from entrypoints.schema.revision import FOLDER, newest_revision
from migrations.phases import UnmarkedMigration
from tests.running.databases import Databases, DatabaseUrls
from tests.running.running_shop import TRADEPOST, free_port

BRIEFLY = timedelta(milliseconds=200)
HEAD = newest_revision()
NEXT, LAST = (f"{int(HEAD) + n:04}" for n in (1, 2))

Plant = Callable[[str, str, str], None]
"""Add a migration to the copy: its revision, its marks and the statements of `upgrade`."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations."""
    return Path(shutil.copytree(FOLDER, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def plant(folder: Path) -> Plant:
    def add(revision: str, marks: str, body: str) -> None:
        (folder / "versions" / f"{revision}_planted.py").write_text(
            "from alembic import op\n"
            "from migrations.concurrent_indexes import create_index_concurrently\n"
            f"revision, down_revision = '{revision}', '{int(revision) - 1:04}'\n"
            f"branch_labels = depends_on = None\n{marks}\n"
            f"def upgrade():\n    {body}\ndef downgrade(): pass\n"
        )

    return add


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[DatabaseUrls]:
    """A migrated database of its own, because its revision changes."""
    made = await databases.create()
    yield made
    await databases.drop(made)


async def test_a_contracting_migration_waits_for_older_programs_to_end(
    database: DatabaseUrls, folder: Path, plant: Plant
) -> None:
    plant(NEXT, "phase = 'expand'", "op.execute('ALTER TABLE orders.orders ADD COLUMN extra text')")
    plant(LAST, f"phase = 'contract'; oldest_program = '{NEXT}'", "op.execute('SELECT 1')")
    older = await asyncpg.connect(
        database.program, server_settings={"application_name": application_name("tradepost-api", HEAD)}
    )
    newer = await asyncpg.connect(
        database.program, server_settings={"application_name": application_name("tradepost-api", NEXT)}
    )
    first = await asyncpg.connect(database.program, server_settings={"application_name": "tradepost-worker"})
    with pytest.raises(MigrationRefused) as refused:
        await asyncio.to_thread(upgrade, database.owner, folder=folder)
    assert f"tradepost-api of {HEAD} from" in str(refused.value)
    assert "tradepost-worker of a release before 0.2 from" in str(refused.value)
    assert f"tradepost-api of {NEXT}" not in str(refused.value)
    version = await schema_version_at(database.owner)
    assert (version.revision, version.oldest_program) == (NEXT, "0045")
    version.check(HEAD)
    for connection in (older, first):
        await connection.close()
    while len(await connected_programs(database.owner)) > 1:
        await asyncio.sleep(0.01)
    assert await asyncio.to_thread(upgrade, database.owner, folder=folder) == LAST
    await newer.close()
    version = await schema_version_at(database.owner)
    assert (version.revision, version.oldest_program) == (LAST, NEXT)
    with pytest.raises(IncompatibleSchema, match="deploy a newer release"):
        await asyncio.to_thread(upgrade, database.owner)


async def test_a_database_of_a_newer_program_is_left_alone(database: DatabaseUrls, folder: Path, plant: Plant) -> None:
    plant(NEXT, "phase = 'expand'", "op.execute('SELECT 1')")
    assert await asyncio.to_thread(upgrade, database.owner, folder=folder) == NEXT
    assert await asyncio.to_thread(upgrade, database.owner) == NEXT


async def test_a_lock_that_is_not_available_ends_the_wait(database: DatabaseUrls, folder: Path, plant: Plant) -> None:
    plant(NEXT, "phase = 'expand'", "op.execute('ALTER TABLE orders.orders ADD COLUMN extra text')")
    busy = await asyncpg.connect(database.owner)
    async with busy.transaction():
        await busy.execute("LOCK TABLE orders.orders IN ACCESS SHARE MODE")
        with pytest.raises(MigrationRefused, match=r"waited 0\.2 seconds for a lock and was undone"):
            await asyncio.to_thread(upgrade, database.owner, BRIEFLY, folder)
        assert (await schema_version_at(database.owner)).revision == HEAD
    await busy.close()
    assert await asyncio.to_thread(upgrade, database.owner, BRIEFLY, folder) == NEXT


async def test_an_index_is_built_while_others_write(database: DatabaseUrls, folder: Path, plant: Plant) -> None:
    """The build waits for the writer's transaction without a lock that another writer would wait for."""
    build = "create_index_concurrently('ix_planted', 'locations', ['name'], schema='inventory')"
    plant(NEXT, "phase = 'expand'", build)
    writer, other = await asyncpg.connect(database.owner), await asyncpg.connect(database.owner)
    rename = "UPDATE inventory.locations SET name = name || '.'"
    transaction = writer.transaction()
    await transaction.start()
    await writer.execute(rename)
    building = asyncio.create_task(asyncio.to_thread(upgrade, database.owner, timedelta(seconds=30), folder))
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event IS NOT NULL"
    )
    while not await other.fetchval(waiting):
        await asyncio.sleep(0.01)
    await other.execute("INSERT INTO inventory.locations SELECT 'NEW', 'New' FROM (SELECT 1) AS one WHERE false")
    await transaction.rollback()
    assert await building == NEXT
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'inventory.ix_planted'::regclass"
    assert await other.fetchval(valid)
    await writer.close()
    await other.close()


async def test_an_interrupted_build_is_repeated(database: DatabaseUrls, folder: Path, plant: Plant) -> None:
    plant(
        NEXT, "phase = 'expand'", "create_index_concurrently('ix_planted', 'locations', ['name'], schema='inventory')"
    )
    busy = await asyncpg.connect(database.owner)
    async with busy.transaction():
        await busy.execute("LOCK TABLE inventory.locations IN SHARE UPDATE EXCLUSIVE MODE")
        await busy.execute("ROLLBACK; BEGIN; UPDATE inventory.locations SET name = name || '.'")
        with pytest.raises(MigrationRefused):
            await asyncio.to_thread(upgrade, database.owner, BRIEFLY, folder)
    invalid = "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass('inventory.ix_planted')"
    assert await busy.fetchval(invalid)
    assert await asyncio.to_thread(upgrade, database.owner, BRIEFLY, folder) == NEXT
    assert await busy.fetchval(invalid) is False
    await busy.close()


@pytest.mark.parametrize(
    "marks", ["", "phase = 'contract'", "phase = 'shrink'", f"phase='contract'; oldest_program='{LAST}'"]
)
async def test_an_unmarked_migration_is_refused(database: DatabaseUrls, folder: Path, plant: Plant, marks: str) -> None:
    plant(NEXT, marks, "op.execute('SELECT 1')")
    with pytest.raises(UnmarkedMigration, match=f"migration {NEXT} needs phase"):
        await asyncio.to_thread(upgrade, database.owner, folder=folder)
    assert (await schema_version_at(database.owner)).revision == HEAD


async def test_the_program_cannot_change_the_compatibility(database: DatabaseUrls) -> None:
    program = await asyncpg.connect(database.program)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await program.execute("UPDATE platform.schema_compatibility SET oldest_program = '9999'")
    await program.close()


@pytest.mark.parametrize("command", ["up", "migrate"])
async def test_a_program_that_is_too_old_says_so_in_a_sentence(
    database: DatabaseUrls, redis_url: str, tmp_path: Path, command: str
) -> None:
    owner = await asyncpg.connect(database.owner)
    await owner.execute("UPDATE alembic_version SET version_num = '9999'")
    await owner.execute("UPDATE platform.schema_compatibility SET oldest_program = '9998'")
    await owner.close()
    settings = {
        "DATABASE_URL": database.program,
        "TRADEPOST_MIGRATION_DATABASE_URL": database.owner,
        "REDIS_URL": redis_url,
        "TRADEPOST_HOME": str(tmp_path),
        "TRADEPOST_PORT": str(free_port()),
    }
    process = await asyncio.create_subprocess_exec(
        *TRADEPOST, command, cwd=tmp_path, env={**os.environ, **settings}, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    said = "the database is at revision 9999 and works with programs of 9998 or newer; this program is of"
    assert [said in line for line in errors.decode().splitlines()] == [True]
