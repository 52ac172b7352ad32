"""Files that were sent in or made, kept in blocks."""

from datetime import datetime
from typing import Protocol

BLOCK = 256 * 1024
"""Bytes. All blocks of a file that was sent in are of this size, except the last."""


class Uploads(Protocol):
    """Files that are being sent in: each block is kept at once, in a transaction of its own."""

    async def open(self) -> int:
        """A new file's id; it is forgotten after a while unless a job takes it."""
        ...

    async def append(self, file_id: int, number: int, block: bytes) -> None:
        """Blocks are numbered from 0."""
        ...

    async def discard(self, file_id: int) -> None:
        """Nothing of it is left, unless a job has taken it."""
        ...


class Files(Protocol):
    """Files as a transaction changes them."""

    async def open(self) -> int:
        """A new file's id; it is kept until it is said otherwise."""
        ...

    async def append(self, file_id: int, number: int, block: bytes) -> None: ...

    async def part(self, file_id: int, offset: int) -> tuple[bytes, bool]:
        """At least `BLOCK` bytes from there, two blocks at most; whether that is the whole rest."""
        ...

    async def keep(self, file_id: int, until: datetime | None) -> None:
        """None: until it is said otherwise."""
        ...

    async def remove(self, file_id: int) -> None: ...

    async def prune(self, now: datetime, at_most: int) -> int:
        """Delete files that are kept no longer; how many."""
        ...
