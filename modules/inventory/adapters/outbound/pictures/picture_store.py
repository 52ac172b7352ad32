"""Pictures in a file storage, named by their content."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from modules.inventory.ports.pictures import FindReferenced
from shared.infra.storage.storage import Storage

BATCH = 1000
CONCURRENT = 16
"""Requests to the storage at the same time."""

_NAME = re.compile(r"[0-9a-f]{64}")


class StoragePictureStore:
    """Implements the port `PictureStore`. Several processes and machines may share the storage.

    Putting an existing file refreshes its time, so that a file that has just been put is not swept before a product can
    reference it.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        await self._storage.put(_path(name), content)
        return name

    async def read(self, name: str) -> bytes | None:
        return await self._storage.get(_path(name))

    async def missing(self, names: Sequence[str]) -> Collection[str]:
        found: set[str] = set()
        for start in range(0, len(names), CONCURRENT):
            some = names[start : start + CONCURRENT]
            present = await asyncio.gather(*(self._storage.exists(_path(name)) for name in some))
            found |= {name for name, exists in zip(some, present, strict=True) if not exists}
        return found

    async def sweep(self, age: timedelta, find_referenced: FindReferenced) -> int:
        before, removed = datetime.now(UTC) - age, 0
        async for batch in self._old(before):
            referenced = await find_referenced(batch)
            for name in batch:
                if name not in referenced:
                    removed += await self._storage.delete(_path(name), put_before=before)
        return removed

    async def _old(self, before: datetime) -> AsyncIterator[list[str]]:
        """The names of files that were put before that time, in batches."""
        batch: list[str] = []
        async for file in self._storage.files():
            name = file.name.rpartition("/")[2]
            if _NAME.fullmatch(name) and file.name == _path(name) and file.modified_at < before:
                batch.append(name)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _path(name: str) -> str:
    """In folders of the first two letters. Raises ValueError for a name that is not a digest."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of a picture file")
    return f"{name[:2]}/{name}"
