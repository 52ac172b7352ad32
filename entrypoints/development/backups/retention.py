"""Deletes backups that no instant to restore needs any more."""

import json
from collections.abc import Sequence
from datetime import datetime

from entrypoints.development.backups.base_backup import PICTURES
from entrypoints.development.backups.catalog import BaseBackup, Catalog
from entrypoints.development.backups.pictures import delete_pictures, picture_names
from shared.infra.storage.storage import Storage


def expired(backups: Sequence[BaseBackup], earliest: datetime) -> Sequence[BaseBackup]:
    """Those of the backups, oldest first, that are not needed to restore any instant since the earliest one.

    The last backup before that instant is needed; so is the newest of all.
    """
    before = [backup for backup in backups if backup.finished_at <= earliest]
    return before[:-1]


async def prune(catalog: Catalog, earliest: datetime, pictures: Storage) -> Sequence[BaseBackup]:
    """Delete base backups, WAL and pictures that only instants before the earliest one need."""
    backups = await catalog.backups()
    deleted = expired(backups, earliest)
    for backup in deleted:
        await catalog.delete(backup)
    kept = backups[len(deleted) :]
    if not kept:
        return deleted
    await _delete_segments(catalog, min(backup.first_segment for backup in kept))
    used = {name async for name in picture_names(pictures)}
    for backup in kept:
        used |= set(json.loads(await catalog.storage.get(f"{backup.folder}/{PICTURES}") or "[]"))
    await delete_pictures(catalog.storage, used, copied_before=kept[0].started_at)
    return deleted


async def _delete_segments(catalog: Catalog, first: str) -> None:
    async for file in catalog.storage.files("wal"):
        name = file.name.removeprefix("wal/")
        if name.endswith(".gz") and name[:24] < first:
            await catalog.storage.delete(file.name)
