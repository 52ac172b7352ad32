"""Archives the write-ahead log (WAL) of the embedded server while the shop runs."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from entrypoints.development.backups.catalog import BackupError, Catalog
from entrypoints.development.backups.pictures import copy_pictures
from entrypoints.development.backups.segments import NAME, PARTIAL, compress, decompress
from entrypoints.development.servers.postgres import PROGRAMS
from entrypoints.development.servers.replication import RECEIVER, SLOT, Mark, ReplicationSource
from shared.infra.storage.storage import Storage
from shared.kernel.errors import Unavailable

INTERVAL_SECONDS = 10.0
"""After a crash of the whole machine, at most the changes of this time are missing from the archive."""

IDLE_SECONDS = 60.0
"""Without changes, the archive's end is moved on this often."""

RECEIVE_SECONDS = 30.0


class WalArchive:
    """Receives the WAL into a local folder and moves finished segments to the storage.

    A replication slot makes the server retain what has not been received yet. The unfinished segment is copied, too,
    so that the archive is never older than the interval.
    """

    def __init__(self, url: str, folder: Path, *, catalog: Catalog, pictures: Storage) -> None:
        self._url = url
        self._folder = folder
        self._source = ReplicationSource(url)
        self._catalog = catalog
        self._pictures = pictures
        self._mark: Mark | None = None
        self._marked = 0.0

    async def run(self, stop: asyncio.Event, log: Callable[[str], None]) -> None:
        """Archive until stopped, and once more then. Raises BackupError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if await self._source.ensure_slot():
            log("receives the WAL from now on; a base backup begins the archive")
        receiver = await self._receive()
        try:
            while not stop.is_set():
                try:
                    await self.archive()
                except Unavailable as unavailable:
                    log(f"{unavailable.detail} It is tried again; the server retains what is not archived.")
                if receiver.returncode is not None:
                    raise BackupError("the WAL receiver ended; it is started again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), INTERVAL_SECONDS)
            await self.archive()
        finally:
            if receiver.returncode is None:
                receiver.terminate()
            await receiver.wait()

    async def archive(self) -> None:
        """Store what was received, so that the instant at which this is called can be restored."""
        if await self._is_current():
            return
        mark = await self._source.mark()
        await self._until_received(mark)
        await copy_pictures(self._pictures, self._catalog.storage)
        await self.store_segments()
        await self._catalog.set_archived_until(mark.at)
        self._mark, self._marked = mark, time.monotonic()

    async def _is_current(self) -> bool:
        if self._mark is None or time.monotonic() - self._marked > IDLE_SECONDS:
            return False
        return not await self._source.has_changed_since(self._mark)

    async def _until_received(self, mark: Mark) -> None:
        deadline = time.monotonic() + RECEIVE_SECONDS
        while not await self._source.is_received(mark):
            if time.monotonic() > deadline:
                raise BackupError("the WAL receiver does not keep up with the server, or is not connected")
            await asyncio.sleep(0.2)

    async def store_segments(self) -> None:
        """Move the finished segments to the storage, and copy the one that is being written. Raises BackupError."""
        try:
            for path in sorted(self._folder.iterdir()):
                if NAME.fullmatch(path.name):
                    await self._store_segment(path)
                elif NAME.fullmatch(path.name.removesuffix(PARTIAL)):
                    await self._catalog.storage.put(f"wal/{path.name}.gz", await asyncio.to_thread(_compressed, path))
        except FileNotFoundError:  # the segment was finished and renamed meanwhile
            await self.store_segments()

    async def _store_segment(self, path: Path) -> None:
        """Move a finished segment to the storage. Raises BackupError if that holds another one of its name."""
        name = f"wal/{path.name}.gz"
        segment = await asyncio.to_thread(path.read_bytes)
        present = await self._catalog.storage.get(name)
        if present is None:
            await self._catalog.storage.put(name, await asyncio.to_thread(compress, segment))
        elif decompress(present) != segment:
            raise BackupError(f"the backup storage holds another WAL segment {path.name}: another server writes to it")
        await self._catalog.storage.delete(f"wal/{path.name}{PARTIAL}.gz")
        await asyncio.to_thread(path.unlink)

    async def _receive(self) -> asyncio.subprocess.Process:
        connection = f"{self._url}&application_name={RECEIVER}"
        return await asyncio.create_subprocess_exec(
            *(str(PROGRAMS / "pg_receivewal"), "--dbname", connection, "--slot", SLOT, "--directory"),
            *(str(self._folder), "--status-interval", "1", "--no-password"),
            stderr=asyncio.subprocess.DEVNULL,
        )


def _compressed(path: Path) -> bytes:
    return compress(path.read_bytes())
