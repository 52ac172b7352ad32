"""Everything that is done about backups at intervals: take one, try a restore, delete what has expired."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from entrypoints.configuration.environment import PENDING
from entrypoints.development.backups.base_backup import create_base_backup
from entrypoints.development.backups.catalog import BackupError, BaseBackup, Catalog
from entrypoints.development.backups.copies import complete_copy
from entrypoints.development.backups.restore import restore
from entrypoints.development.backups.retention import prune
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.postgres import stop_postgres, superuser_url
from entrypoints.settings import Settings
from shared.infra.storage.open_storage import open_storage

BACKUP_INTERVAL = timedelta(days=1)
VERIFICATION_INTERVAL = timedelta(days=7)


class Backups:
    """The backups of one shop, as its settings say. Raises BackupError if they say nothing."""

    def __init__(self, settings: Settings, log: Callable[[str], None]) -> None:
        if settings.backup_url is None:
            raise BackupError("TRADEPOST_BACKUP_URL is not set: it names where backups are stored, like file:///FOLDER")
        self.settings = settings
        self.directory = DataDirectory(settings.home)
        self.catalog = Catalog(open_storage(settings.backup_url))
        self.pictures = open_storage(settings.picture_storage_url)
        self._log = log

    def is_for(self, database_url: str) -> bool:
        """Whether the URL is that of the embedded server, or of none that is already running."""
        url = superuser_url(self.directory.postgres)
        return database_url == PENDING["DATABASE_URL"] or (
            url is not None and urlsplit(url).query == urlsplit(database_url).query
        )

    async def create(self) -> BaseBackup:
        """Take a base backup, then delete what has expired."""
        backup = await create_base_backup(self.directory, self.catalog, self.pictures)
        await self.prune()
        return backup

    async def prune(self) -> None:
        earliest = datetime.now(UTC) - timedelta(days=self.settings.backup_keep_days)
        for deleted in await prune(self.catalog, earliest, self.pictures):
            self._log(f"deleted {deleted.id}, which no instant of the last {self.settings.backup_keep_days} days needs")

    async def verify(self) -> bool:
        """Restore the newest archived instant to a scratch folder. Returns whether doctor is content with it."""
        copy = DataDirectory(self.directory.folder / "trial-restore")
        stop_postgres(copy.postgres)
        shutil.rmtree(copy.folder, ignore_errors=True)
        at = datetime.now(UTC)
        try:
            restored = await restore(self.catalog, None, copy, source=None, log=self._log)
            healthy = await complete_copy(self.settings, copy, restored, log=self._log)
        finally:
            stop_postgres(copy.postgres)
            shutil.rmtree(copy.folder, ignore_errors=True)
        if healthy:
            await self.catalog.set_verified_at(at)
        return healthy

    async def is_backup_due(self) -> bool:
        """Whether the newest base backup is a day old, or the archive lacks WAL after it."""
        backups = await self.catalog.backups()
        if not backups or datetime.now(UTC) - backups[-1].finished_at > BACKUP_INTERVAL:
            return True
        return not await self.catalog.is_contiguous(backups[-1])

    async def is_verification_due(self) -> bool:
        """Whether a week has passed, and the archive reaches the newest base backup, which takes some seconds."""
        verified, until = await self.catalog.verified_at(), await self.catalog.archived_until()
        backups = await self.catalog.backups()
        if until is None or not backups or until < backups[-1].finished_at:
            return False
        return verified is None or datetime.now(UTC) - verified > VERIFICATION_INTERVAL

    async def status(self) -> dict[str, float]:
        """When the last base backup and trial restore succeeded, and the end of the archive: in Unix seconds, or 0."""
        backups = await self.catalog.backups()
        times = {
            "backup": backups[-1].finished_at if backups else None,
            "verified": await self.catalog.verified_at(),
            "archived": await self.catalog.archived_until(),
        }
        return {name: at.timestamp() if at else 0.0 for name, at in times.items()}
