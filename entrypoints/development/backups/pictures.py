"""Copies of pictures. They are named by their content, so a copy never changes."""

import re
from collections.abc import AsyncIterator, Collection
from datetime import datetime

from shared.infra.storage.storage import Storage

FOLDER = "pictures"
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")


async def copy_pictures(source: Storage, backup: Storage) -> None:
    """Copy the pictures that the backup lacks."""
    present = {name async for name in picture_names(backup, FOLDER)}
    for name in [name async for name in picture_names(source) if name not in present]:
        content = await source.get(name)
        if content is not None:  # else deleted meanwhile, because no product uses it
            await backup.put(f"{FOLDER}/{name}", content)


async def picture_names(storage: Storage, folder: str = "") -> AsyncIterator[str]:
    """The names of the pictures in the folder, without it."""
    async for file in storage.files(folder):
        name = file.name.removeprefix(f"{folder}/")
        if _NAME.fullmatch(name):
            yield name


async def restore_pictures(backup: Storage, target: Storage) -> int:
    """Copy all pictures of the backup; returns their number. Those of no product are deleted by the shop's own job."""
    names = [name async for name in picture_names(backup, FOLDER)]
    for name in names:
        await target.put(name, await backup.get(f"{FOLDER}/{name}") or b"")
    return len(names)


async def delete_pictures(backup: Storage, used: Collection[str], copied_before: datetime) -> None:
    """Delete copies that are not used and older than the oldest base backup, which did not find them any more."""
    async for file in backup.files(FOLDER):
        name = file.name.removeprefix(f"{FOLDER}/")
        if _NAME.fullmatch(name) and name not in used and file.modified_at < copied_before:
            await backup.delete(file.name)
