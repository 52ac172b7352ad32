"""Takes base backups of the embedded server."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from entrypoints.development.backups.catalog import BackupError, BaseBackup, Catalog
from entrypoints.development.backups.pictures import FOLDER, copy_pictures, picture_names
from entrypoints.development.backups.segments import segment_of
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.postgres import PROGRAMS, superuser_url
from entrypoints.development.servers.replication import ReplicationSource
from entrypoints.schema.revision import newest_revision
from shared.infra.storage.storage import Storage

BASE, WAL, MANIFEST = "base.tar.gz", "pg_wal.tar.gz", "backup_manifest"
PICTURES = "pictures.json"
HOME_FILES = ("secrets.json", "admin-password")
"""Files of the data directory without which a restored shop would reject links, tokens and API keys."""


async def create_base_backup(directory: DataDirectory, catalog: Catalog, pictures: Storage) -> BaseBackup:
    """Copy the data directory of the running server, verify the copy, and store it. Raises BackupError.

    The copy is first made in the data folder, because it is verified before it is stored.
    """
    url = superuser_url(directory.postgres)
    if url is None:
        raise BackupError(f"no embedded server runs in {directory.folder}: start the shop with `tradepost up`")
    await catalog.claim(directory.backup_id)
    scratch = directory.folder / "backup.new"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        backup = await _copy_server(url, scratch)
        await copy_pictures(pictures, catalog.storage)
        names = [name async for name in picture_names(catalog.storage, FOLDER)]
        (scratch / PICTURES).write_text(json.dumps(names))
        await asyncio.to_thread(_copy_home, directory, scratch)
        for path in sorted(scratch.iterdir()):
            await catalog.storage.put_file(f"{backup.folder}/{path.name}", path)
        backup = replace(backup, size=sum(path.stat().st_size for path in scratch.iterdir()))
        await catalog.add(backup)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return backup


async def _copy_server(url: str, target: Path) -> BaseBackup:
    source = ReplicationSource(url)
    started = await source.mark()
    await _run(
        "pg_basebackup", "--dbname", url, "--pgdata", str(target), *("--format=tar", "--gzip", "--checkpoint=fast")
    )
    await _run("pg_verifybackup", "--no-parse-wal", str(target))
    finished = await source.mark()
    (wal,) = json.loads((target / MANIFEST).read_text())["WAL-Ranges"]
    return BaseBackup(
        id=started.at.strftime("%Y%m%dT%H%M%SZ"),
        started_at=started.at,
        finished_at=finished.at,
        first_segment=segment_of(wal["Start-LSN"], wal["Timeline"]),
        last_segment=segment_of(wal["End-LSN"], wal["Timeline"]),
        revision=newest_revision(),
        size=0,
    )


async def _run(program: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        str(PROGRAMS / program), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        raise BackupError(f"{program} failed: {output.decode(errors='replace').strip().splitlines()[-1]}")


def _copy_home(directory: DataDirectory, target: Path) -> None:
    """Copy secrets, and the payments of the sandbox if there is one."""
    for name in HOME_FILES:
        if (path := directory.folder / name).exists():
            shutil.copyfile(path, target / name)
    if directory.sandbox_database.exists():
        copy_sqlite(directory.sandbox_database, target / directory.sandbox_database.name)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that another process may be writing to."""
    with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(target)) as copy:
        opened.backup(copy)
