"""A real server is archived, backed up and restored to an instant."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from entrypoints.development.backups.base_backup import create_base_backup
from entrypoints.development.backups.catalog import BackupError, Catalog
from entrypoints.development.backups.restore import is_paused, restore, resume
from entrypoints.development.backups.wal_archive import WalArchive
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.postgres import start_postgres, stop_postgres
from entrypoints.development.servers.replication import SLOT, ReplicationSource
from entrypoints.development.servers.sequences import advance_sequences
from shared.infra.storage.folder import FolderStorage
from shared.infra.storage.open_storage import open_storage
from tests.running.s3_server import s3_server

pytestmark = [pytest.mark.process]

Restored = Callable[[datetime | None], Awaitable[str]]

PICTURE = f"ab/{'ab' * 32}"


@dataclass
class Origin:
    """A server with one table, and its backup storage."""

    url: str
    directory: DataDirectory
    catalog: Catalog
    pictures: FolderStorage

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute(statement)
        await connection.close()

    def archive(self) -> WalArchive:
        return WalArchive(self.url, self.directory.received_wal, catalog=self.catalog, pictures=self.pictures)

    @asynccontextmanager
    async def archiving(self) -> AsyncIterator[None]:
        """Archive during the block and until its end."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.archive().run(stop, print))
        try:
            yield
        finally:
            stop.set()
            await running


async def rows(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    found = await connection.fetch("SELECT name FROM things ORDER BY id")
    await connection.close()
    return [row["name"] for row in found]


@pytest.fixture
async def origin(request: pytest.FixtureRequest) -> AsyncIterator[Origin]:
    """With its backups in a folder; with the parameter `s3` in a bucket."""
    with TemporaryDirectory(prefix="tradepost-backup-") as folder, ExitStack() as stack:
        directory = DataDirectory(Path(folder) / "home")
        directory.folder.mkdir()
        server = await asyncio.to_thread(start_postgres, directory.postgres)
        in_bucket = getattr(request, "param", "folder") == "s3"
        url = stack.enter_context(s3_server()) if in_bucket else (Path(folder) / "backup").as_uri()
        catalog = Catalog(open_storage(url))
        made = Origin(server.get_uri(), directory, catalog, FolderStorage(directory.folder / "media"))
        await made.execute("CREATE TABLE things (id bigserial, name text)")
        yield made
        stop_postgres(directory.postgres)


@pytest.fixture
async def restored(origin: Origin) -> AsyncIterator[Restored]:
    copies: list[DataDirectory] = []

    async def to(at: datetime | None) -> str:
        copies.append(DataDirectory(origin.directory.folder.parent / f"copy{len(copies)}"))
        made = await restore(origin.catalog, at, copies[-1], source=None, log=print)
        return made.url

    yield to
    for copy in copies:
        stop_postgres(copy.postgres)


def insert(name: str) -> str:
    return f"INSERT INTO things (name) VALUES ('{name}')"


async def test_a_shop_is_restored_to_an_instant(origin: Origin, restored: Restored) -> None:
    await origin.pictures.put(PICTURE, b"a picture")
    origin.directory.store_secret("signing key", "s" * 32)
    await origin.execute(insert("before the backup"))
    async with origin.archiving():
        backup = await create_base_backup(origin.directory, origin.catalog, origin.pictures)
        await origin.execute(insert("until the instant"))
        await origin.execute("SELECT pg_switch_wal()")
        await origin.execute(insert("also until the instant"))
        at = datetime.now(UTC)
        await origin.execute(insert("after the instant"))
    assert list(await origin.catalog.backups()) == [backup]

    url = await restored(at)
    assert await rows(url) == ["before the backup", "until the instant", "also until the instant"]
    copy = DataDirectory(origin.directory.folder.parent / "copy0")
    assert (copy.folder / "media" / PICTURE).read_bytes() == b"a picture"
    assert copy.stored_secret("signing key") == "s" * 32
    assert copy.backup_id != origin.directory.backup_id
    assert is_paused(copy)
    resume(copy)
    assert not is_paused(copy)

    await advance_sequences(url, 1000)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("INSERT INTO things (name) VALUES ('new') RETURNING id") > 1000
    assert not await connection.fetchval("SELECT pg_is_in_recovery()")
    await connection.close()

    assert (await rows(await restored(None)))[-1] == "after the instant"
    assert len(await rows(origin.url)) == 4, "the original is not touched"


async def test_missing_wal_ends_the_restorable_range(origin: Origin, restored: Restored) -> None:
    async with origin.archiving():
        await create_base_backup(origin.directory, origin.catalog, origin.pictures)
        for name in ("one", "two", "three"):
            await origin.execute(insert(name))
            await origin.execute("SELECT pg_switch_wal()")
        at = datetime.now(UTC)
        await origin.execute(insert("four"))
    (backup,) = await origin.catalog.backups()
    lost = [name for name in await origin.catalog.segments() if name > backup.last_segment][1]
    await origin.catalog.storage.delete(f"wal/{lost}.gz")
    assert not await origin.catalog.is_contiguous(backup)
    with pytest.raises(BackupError, match=r"the archive has no changes up to .*: the last one is of"):
        await restored(at)


@pytest.mark.parametrize("origin", ["s3"], indirect=True)
async def test_the_archive_continues_after_an_interruption(origin: Origin, restored: Restored) -> None:
    async with origin.archiving():
        await create_base_backup(origin.directory, origin.catalog, origin.pictures)
    await origin.execute(insert("while nothing archives"))
    await origin.execute("SELECT pg_switch_wal()")
    await origin.execute(insert("in the next segment"))
    async with origin.archiving():
        pass
    assert await rows(await restored(None)) == ["while nothing archives", "in the next segment"]


async def test_a_segment_of_another_server_is_not_overwritten(origin: Origin) -> None:
    name = "000000010000000000000001"
    origin.directory.received_wal.mkdir()
    (origin.directory.received_wal / name).write_bytes(b"one")
    await origin.archive().store_segments()
    assert list(await origin.catalog.segments()) == [name]
    (origin.directory.received_wal / name).write_bytes(b"another")
    with pytest.raises(BackupError, match="another server"):
        await origin.archive().store_segments()
    assert (origin.directory.received_wal / name).exists()


async def test_a_slot_that_the_server_gave_up_is_created_again(origin: Origin) -> None:
    source = ReplicationSource(origin.url)
    assert await source.ensure_slot()
    assert not await source.ensure_slot()
    await origin.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
    await origin.execute("ALTER SYSTEM SET min_wal_size = '32MB'")
    await origin.execute("ALTER SYSTEM SET max_wal_size = '32MB'")
    await origin.execute("SELECT pg_reload_conf()")
    for _ in range(6):
        await origin.execute(insert("x"))
        await origin.execute("SELECT pg_switch_wal()")
    await origin.execute("CHECKPOINT")
    connection = await asyncpg.connect(origin.url)
    state = await connection.fetchval("SELECT wal_status FROM pg_replication_slots WHERE slot_name = $1", SLOT)
    await connection.close()
    assert state == "lost"
    assert await source.ensure_slot()
    await source.drop_slot()
    assert await source.ensure_slot()
