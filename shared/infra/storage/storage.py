"""The port of file storage: files under names, in a folder or an object store."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file: its name, its size in bytes, and when it was last put."""

    name: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """Files by name, in parts separated by `/`.

    A file appears whole or not at all, and is durable when `put` returns. All methods raise `Unavailable`.
    """

    async def put(self, name: str, content: bytes) -> None:
        """Store the content; an existing file of the name is replaced."""
        ...

    async def put_file(self, name: str, source: Path) -> None:
        """Store the content of a local file, without loading it into memory."""
        ...

    async def get(self, name: str) -> bytes | None:
        """The content; None if there is no such file."""
        ...

    async def get_file(self, name: str, target: Path) -> bool:
        """Write the content to a new local file. Returns whether the file exists."""
        ...

    def files(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        """The files in the folder `prefix` and below, by name; without it all files."""
        ...

    async def exists(self, name: str) -> bool: ...

    async def delete(self, name: str, *, put_before: datetime | None = None) -> bool:
        """Delete the file, unless it was put at that time or later. Returns whether it was deleted."""
        ...


UNFINISHED = ".unfinished-"
LOCK = ".lock"


def check_name(name: str) -> str:
    """Return the name. Raises ValueError if it is not one: a part is empty, begins with a dot, or is a control."""
    parts = name.split("/")
    if not name.isprintable() or any(not part or part.startswith(".") for part in parts):
        raise ValueError(f"not a name of a stored file: {name!r}")
    return name
