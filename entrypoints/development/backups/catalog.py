"""What a backup storage contains: base backups, WAL segments and pictures of one shop."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from entrypoints.development.backups.segments import NAME, PARTIAL, contiguous
from shared.infra.storage.storage import Storage

OWNER = "shop.json"
ARCHIVED = "wal/archived.json"
VERIFIED = "verified.json"
DESCRIPTION = "backup.json"
"""Written last: a base backup without it is incomplete."""


class BackupError(Exception):
    """A backup or a restore is not possible; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BaseBackup:
    """A copy of the data directory.

    With the WAL from `first_segment` on, every instant from `finished_at` on can be restored. `revision` is that of
    the database, `size` the stored bytes.
    """

    id: str
    started_at: datetime
    finished_at: datetime
    first_segment: str
    last_segment: str
    revision: str
    size: int

    @property
    def folder(self) -> str:
        return f"base/{self.id}"


class Catalog:
    """Reads and writes the descriptions in a backup storage."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    async def claim(self, shop: str) -> None:
        """Reserve the storage for this shop. Raises BackupError if it belongs to another one."""
        owner = await self._read(OWNER)
        if owner is None:
            await self._write(OWNER, {"id": shop})
        elif owner != {"id": shop}:
            raise BackupError(
                "TRADEPOST_BACKUP_URL holds the backups of another shop, or of the shop that this one was restored "
                "from: choose another folder"
            )

    async def backups(self) -> Sequence[BaseBackup]:
        """The complete base backups, oldest first."""
        names = [file.name async for file in self.storage.files("base") if file.name.endswith(f"/{DESCRIPTION}")]
        found = [await self._read(name) for name in names]
        return sorted((_backup(fields) for fields in found if fields), key=lambda backup: backup.finished_at)

    async def add(self, backup: BaseBackup) -> None:
        await self._write(f"{backup.folder}/{DESCRIPTION}", asdict(backup))

    async def delete(self, backup: BaseBackup) -> None:
        await self.storage.delete(f"{backup.folder}/{DESCRIPTION}")
        async for file in self.storage.files(backup.folder):
            await self.storage.delete(file.name)

    async def segments(self) -> Sequence[str]:
        """The names of the archived segments; that of one which is still being written ends in `PARTIAL`."""
        names = [file.name.removeprefix("wal/").removesuffix(".gz") async for file in self.storage.files("wal")]
        return [name for name in names if NAME.fullmatch(name.removesuffix(PARTIAL))]

    async def is_contiguous(self, backup: BaseBackup) -> bool:
        """Whether the archive holds all WAL from the base backup to the newest segment."""
        present = {name.removesuffix(PARTIAL) for name in await self.segments() if name >= backup.first_segment}
        return len(list(contiguous(backup.first_segment, present))) == len(present)

    async def archived_until(self) -> datetime | None:
        """The newest instant that can be restored."""
        return await self._instant(ARCHIVED)

    async def set_archived_until(self, at: datetime) -> None:
        await self._write(ARCHIVED, {"at": at})

    async def verified_at(self) -> datetime | None:
        """When a trial restore last succeeded."""
        return await self._instant(VERIFIED)

    async def set_verified_at(self, at: datetime) -> None:
        await self._write(VERIFIED, {"at": at})

    async def _instant(self, name: str) -> datetime | None:
        found = await self._read(name)
        return datetime.fromisoformat(str(found["at"])) if found else None

    async def _read(self, name: str) -> dict[str, object] | None:
        content = await self.storage.get(name)
        if content is None:
            return None
        fields: dict[str, object] = json.loads(content)
        return fields

    async def _write(self, name: str, fields: dict[str, object]) -> None:
        await self.storage.put(name, json.dumps(fields, default=datetime.isoformat, indent=2).encode())


def _backup(fields: dict[str, object]) -> BaseBackup:
    times = {name: datetime.fromisoformat(str(fields[name])) for name in ("started_at", "finished_at")}
    return BaseBackup(**{**fields, **times})  # type: ignore[arg-type]  # the fields of `asdict`
