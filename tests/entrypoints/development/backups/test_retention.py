"""Which backups are kept, and which instants they restore."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from entrypoints.development.backups.catalog import BackupError, BaseBackup, Catalog
from entrypoints.development.backups.restore import choose_backup
from entrypoints.development.backups.retention import expired, prune
from shared.infra.storage.folder import FolderStorage

START = datetime(2026, 11, 30, 12, tzinfo=UTC)
OLD_PICTURE, USED_BEFORE, USED_NOW, NEW_PICTURE = (f"{letter}{letter}/{letter * 64}" for letter in "abcd")


def backup(day: int) -> BaseBackup:
    at = START + timedelta(days=day)
    segment = f"0000000100000000000000{day:02X}"
    return BaseBackup(
        str(day), at, at + timedelta(minutes=1), first_segment=segment, last_segment=segment, revision="0001", size=3
    )


@pytest.fixture
async def catalog(tmp_path: Path) -> Catalog:
    made = Catalog(FolderStorage(tmp_path / "backup"))
    for day in range(4):
        await made.add(backup(day))
        await made.storage.put(f"wal/{backup(day).first_segment}.gz", b"")
    await made.set_archived_until(START + timedelta(days=4))
    return made


def test_the_last_backup_before_the_earliest_instant_is_kept() -> None:
    backups = [backup(day) for day in range(4)]
    assert [each.id for each in expired(backups, backup(2).finished_at)] == ["0", "1"]
    assert [each.id for each in expired(backups, backup(2).finished_at - timedelta(seconds=1))] == ["0"]
    assert [each.id for each in expired(backups, START + timedelta(days=99))] == ["0", "1", "2"]
    assert expired(backups, START) == []


async def test_expired_backups_are_deleted_with_their_wal(catalog: Catalog, tmp_path: Path) -> None:
    deleted = await prune(catalog, backup(2).finished_at, FolderStorage(tmp_path / "media"))
    assert [each.id for each in deleted] == ["0", "1"]
    assert [each.id for each in await catalog.backups()] == ["2", "3"]
    assert list(await catalog.segments()) == [backup(2).first_segment, backup(3).first_segment]
    assert not (tmp_path / "backup" / "base" / "0" / "backup.json").exists()


async def test_a_picture_is_kept_as_long_as_a_backup_may_need_it(catalog: Catalog, tmp_path: Path) -> None:
    media = FolderStorage(tmp_path / "media")
    await media.put(USED_NOW, b"")
    await catalog.storage.put(f"{backup(2).folder}/pictures.json", json.dumps([USED_BEFORE]).encode())
    long_ago = (START - timedelta(days=9)).timestamp()
    for name in (OLD_PICTURE, USED_BEFORE, USED_NOW, NEW_PICTURE):
        await catalog.storage.put(f"pictures/{name}", b"")
        copied_at = backup(3).started_at.timestamp() if name == NEW_PICTURE else long_ago
        os.utime(tmp_path / "backup" / "pictures" / name, (time.time(), copied_at))
    await prune(catalog, backup(2).finished_at, media)
    left = [file.name.removeprefix("pictures/") async for file in catalog.storage.files("pictures")]
    assert left == [USED_BEFORE, USED_NOW, NEW_PICTURE]


async def test_the_newest_backup_before_the_instant_is_restored(catalog: Catalog) -> None:
    assert (await choose_backup(catalog, backup(2).finished_at))[0].id == "2"
    assert (await choose_backup(catalog, backup(2).finished_at - timedelta(seconds=1)))[0].id == "1"
    assert await choose_backup(catalog, None) == (backup(3), START + timedelta(days=4))


@pytest.mark.parametrize("days", [-1, 5])
async def test_an_instant_outside_the_backups_is_refused_with_their_range(catalog: Catalog, days: int) -> None:
    with pytest.raises(BackupError, match=r"from 2026-11-30T12:01:00\+00:00 to 2026-12-04T12:00:00\+00:00"):
        await choose_backup(catalog, START + timedelta(days=days))


async def test_a_base_backup_is_restorable_once_the_archive_reaches_it(catalog: Catalog) -> None:
    await catalog.set_archived_until(backup(3).started_at)
    assert await choose_backup(catalog, None) == (backup(2), backup(3).started_at)
    with pytest.raises(BackupError, match="cannot be restored"):
        await choose_backup(catalog, backup(3).finished_at)
    await catalog.set_archived_until(START)
    with pytest.raises(BackupError, match="does not reach the first base backup yet"):
        await choose_backup(catalog, None)


async def test_an_empty_storage_has_nothing_to_restore(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no base backup"):
        await choose_backup(Catalog(FolderStorage(tmp_path)), None)


async def test_a_storage_belongs_to_one_shop(catalog: Catalog) -> None:
    await catalog.claim("one")
    await catalog.claim("one")
    with pytest.raises(BackupError, match="another shop"):
        await catalog.claim("two")


async def test_missing_wal_is_noticed(catalog: Catalog) -> None:
    (first, *_) = await catalog.backups()
    assert await catalog.is_contiguous(first)
    await catalog.storage.delete(f"wal/{backup(2).first_segment}.gz")
    assert not await catalog.is_contiguous(first)
