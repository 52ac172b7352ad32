"""Uploaded and generated files, stored in blocks."""

from datetime import datetime
from typing import Protocol

BLOCK = 256 * 1024
"""Bytes. All blocks of an upload have this size, except the last."""


class Uploads(Protocol):
    """Files that are being uploaded; each block is committed in a separate transaction."""

    async def open(self) -> int:
        """Create a file and return its id. The file expires unless a job uses it."""
        ...

    async def append(self, file_id: int, number: int, block: bytes) -> None:
        """Blocks are numbered from 0."""
        ...

    async def discard(self, file_id: int) -> None:
        """Delete the file unless a job uses it."""
        ...


class Files(Protocol):
    """Files within a transaction."""

    async def open(self) -> int:
        """Create a file without an expiry time and return its id."""
        ...

    async def append(self, file_id: int, number: int, block: bytes) -> None: ...

    async def part(self, file_id: int, offset: int) -> tuple[bytes, bool]:
        """Up to two blocks from the offset, at least `BLOCK` bytes unless the file ends; and whether it ends there."""
        ...

    async def keep(self, file_id: int, until: datetime | None) -> None:
        """Set the expiry time; None means that the file does not expire."""
        ...

    async def remove(self, file_id: int) -> None: ...

    async def prune(self, now: datetime, at_most: int) -> int:
        """Delete at most `at_most` expired files; returns their number."""
        ...
