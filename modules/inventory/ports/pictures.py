"""Ports for pictures: rendering, storage, and references from products."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from modules.inventory.domain.picture import Size
from shared.kernel.transaction import Transaction


class RenderedImage(NamedTuple):
    """One size of a picture, encoded for storage."""

    content: bytes
    width: int
    height: int


class ImageRenderer(Protocol):
    async def render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        """Render the picture in every size, upright and without metadata.

        `media_type` is the declared type; None accepts any supported one. Raises Invalid for a different type,
        an invalid picture, or one that takes too much memory or time; Unavailable if too many jobs wait, or on timeout.
        """
        ...


FindReferenced = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Returns the given files that are in use."""


class PictureStore(Protocol):
    """Content-addressed files. All methods raise Unavailable if the storage is full or unreachable."""

    async def put(self, content: bytes) -> str:
        """Store the content durably and return its name. Idempotent."""
        ...

    async def read(self, name: str) -> bytes | None:
        """The content, or None if there is no such file."""
        ...

    async def missing(self, names: Sequence[str]) -> Collection[str]:
        """The given files that do not exist."""
        ...

    async def sweep(self, age: timedelta, find_referenced: FindReferenced) -> int:
        """Delete unreferenced files that were last put longer ago than `age`; returns their number."""
        ...


class PictureReferences(Protocol):
    """References from products to files, archived products included."""

    async def list_referenced(self, files: Sequence[str]) -> Collection[str]:
        """The given files that a product references."""
        ...

    async def list_after(self, snapshot: Transaction, sku: str) -> Sequence[tuple[str, Sequence[str]]]:
        """A batch of products with a picture and their files, by SKU, after the given one."""
        ...
