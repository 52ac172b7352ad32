"""Restores a shop into a new data directory, as it was at an instant."""

import asyncio
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from entrypoints.configuration.development_secrets import write_private
from entrypoints.development.backups.base_backup import BASE, HOME_FILES, WAL, copy_sqlite
from entrypoints.development.backups.catalog import BackupError, BaseBackup, Catalog
from entrypoints.development.backups.pictures import restore_pictures
from entrypoints.development.backups.recovery import recover
from entrypoints.development.backups.segments import PARTIAL, contiguous, decompress
from entrypoints.development.processes.data_directory import DataDirectory
from shared.infra.storage.folder import FolderStorage

RECOVERY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class RestoredServer:
    """The running server of a restored shop; the caller stops it. `url` is the superuser's."""

    url: str
    at: datetime
    backup: BaseBackup


async def choose_backup(catalog: Catalog, at: datetime | None) -> tuple[BaseBackup, datetime]:
    """The newest base backup before the instant, and the instant; without one, the newest that was archived.

    Raises BackupError, which names the range of instants that can be restored.
    """
    backups, until = await catalog.backups(), await catalog.archived_until()
    if not backups:
        raise BackupError("there is no base backup in TRADEPOST_BACKUP_URL: `tradepost backup` takes one")
    if until is None or until < backups[0].finished_at:
        raise BackupError(
            "the archive does not reach the first base backup yet: try again in ten seconds; it grows while "
            "`tradepost up` runs with TRADEPOST_BACKUP_URL"
        )
    wanted = at or until
    chosen = [backup for backup in backups if backup.finished_at <= wanted]
    if not chosen or wanted > until:
        raise BackupError(
            f"{wanted.isoformat()} cannot be restored: the backups reach from {backups[0].finished_at.isoformat()} "
            f"to {until.isoformat()}"
        )
    return chosen[-1], wanted


async def restore(
    catalog: Catalog, at: datetime | None, target: DataDirectory, *, source: Path | None, log: Callable[[str], None]
) -> RestoredServer:
    """Restore into the empty directory `target` and start its server. Raises BackupError.

    `source` is the original data directory, if it exists: the sandbox in it plays the payment provider, which does not
    go back in time with the shop.
    """
    if target.folder.exists() and any(target.folder.iterdir()):
        raise BackupError(f"{target.folder} is not empty: --into names a new folder")
    backup, at = await choose_backup(catalog, at)
    log(f"restoring the base backup {backup.id}")
    target.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    await _restore_folder(catalog, backup, target)
    await _restore_home(catalog, backup, target, source)
    count = await _restore_segments(catalog, backup, target.postgres / "pg_wal")
    log(f"replaying {count} WAL segments up to {at.isoformat()}")
    url = await asyncio.to_thread(recover, target.postgres, at, seconds=RECOVERY_SECONDS)
    pictures = await restore_pictures(catalog.storage, FolderStorage(target.folder / "media"))
    log(f"{pictures} pictures")
    write_private(target.restored, json.dumps({"at": at.isoformat(), "paused": True}))
    return RestoredServer(url, at, backup)


async def _restore_folder(catalog: Catalog, backup: BaseBackup, target: DataDirectory) -> None:
    target.postgres.mkdir(mode=0o700)
    for name, folder in ((BASE, target.postgres), (WAL, target.postgres / "pg_wal")):
        archive = target.folder / name
        if not await catalog.storage.get_file(f"{backup.folder}/{name}", archive):
            raise BackupError(f"the base backup {backup.id} is damaged: {name} is missing")
        await asyncio.to_thread(_extract, archive, folder)
        archive.unlink()


def _extract(archive: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    with tarfile.open(archive, "r:gz") as opened:
        opened.extractall(folder, filter="data")


async def _restore_home(catalog: Catalog, backup: BaseBackup, target: DataDirectory, source: Path | None) -> None:
    for name in HOME_FILES:
        if (content := await catalog.storage.get(f"{backup.folder}/{name}")) is not None:
            write_private(target.folder / name, content.decode())
    current = source and DataDirectory(source).sandbox_database
    if current and current.exists():
        await asyncio.to_thread(copy_sqlite, current, target.sandbox_database)
    else:
        await catalog.storage.get_file(f"{backup.folder}/{target.sandbox_database.name}", target.sandbox_database)


async def _restore_segments(catalog: Catalog, backup: BaseBackup, folder: Path) -> int:
    """Write the contiguous WAL from the base backup on to the folder; returns the number of segments."""
    present = {name.removesuffix(PARTIAL): name for name in sorted(await catalog.segments(), reverse=True)}
    names = list(contiguous(backup.first_segment, present))
    for name in names:
        content = await catalog.storage.get(f"wal/{present[name]}.gz")
        if content is None:
            raise BackupError(f"the WAL segment {name} was deleted during the restore: try again")
        (folder / name).write_bytes(await asyncio.to_thread(decompress, content))
    return len(names)


def is_paused(directory: DataDirectory) -> bool:
    """Whether the directory is a restored copy whose background processes are paused."""
    try:
        return bool(json.loads(directory.restored.read_text())["paused"])
    except (FileNotFoundError, ValueError, KeyError):
        return False


def resume(directory: DataDirectory) -> None:
    """Let `up` start all processes of the restored copy from now on. Raises BackupError."""
    if not is_paused(directory):
        raise BackupError(f"{directory.folder} is not a paused copy: nothing to resume")
    restored = json.loads(directory.restored.read_text())
    write_private(directory.restored, json.dumps({**restored, "paused": False}))
