"""The process that archives the write-ahead log (WAL) while `up` runs."""

import asyncio
import signal
from collections.abc import Callable

from entrypoints.development.backups.catalog import BackupError
from entrypoints.development.backups.maintenance import Backups
from entrypoints.development.backups.wal_archive import WalArchive
from entrypoints.development.servers.postgres import superuser_url


async def archive_until_signal(backups: Backups, log: Callable[[str], None]) -> None:
    """Archive until SIGTERM or SIGINT. Raises BackupError."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    url = superuser_url(backups.directory.postgres)
    if url is None:
        raise BackupError(f"no embedded server runs in {backups.directory.folder}")
    await backups.catalog.claim(backups.directory.backup_id)
    archive = WalArchive(url, backups.directory.received_wal, catalog=backups.catalog, pictures=backups.pictures)
    await archive.run(stop, log)
