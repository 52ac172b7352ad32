"""What pictures need: somebody who develops them, a place to keep them, and who names them."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from modules.inventory.domain.picture import Size
from shared.kernel.transaction import Transaction


class RenderedImage(NamedTuple):
    """One size of a picture, as it is kept."""

    content: bytes
    width: int
    height: int


class ImageRenderer(Protocol):
    async def render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        """The picture in every size, upright and without anything that it carried along.

        `media_type` is what it is said to be, None: any that is taken. Raises Invalid for what is not
        that, or no sound picture, or asks for more memory or time than a picture may; Unavailable
        when too many wait, or it takes too long.
        """
        ...


FindReferenced = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Which of the files are in use."""


class PictureStore(Protocol):
    """Contents by their names, which are made here and nowhere else. Full or out of reach, all raise Unavailable."""

    async def put(self, content: bytes) -> str:
        """Keep the content for good and return its name; once more is the same as once."""
        ...

    async def read(self, name: str) -> bytes | None:
        """The content; None if there is no such file."""
        ...

    async def missing(self, names: Sequence[str]) -> Collection[str]:
        """Which of the files are not there."""
        ...

    async def sweep(self, age: timedelta, find_referenced: FindReferenced) -> int:
        """Remove what nobody names and nobody has put for so long; how many files that were."""
        ...


class PictureReferences(Protocol):
    """The files that products name, archived ones too."""

    async def list_referenced(self, files: Sequence[str]) -> Collection[str]:
        """Which of the files a product names."""
        ...

    async def list_after(self, snapshot: Transaction, sku: str) -> Sequence[tuple[str, Sequence[str]]]:
        """Products with a picture in the order of their SKUs, from after this one, with its files; some at a time."""
        ...
