"""A fake image renderer, and picture storage in memory."""

import struct
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from modules.inventory.domain.errors import picture_rejected
from modules.inventory.domain.picture import LONGEST_SIDE, MAX_PIXELS, Size
from modules.inventory.ports.pictures import FindReferenced, RenderedImage
from shared.kernel.errors import Unavailable
from shared.kernel.transaction import Transaction
from tests.modules.inventory.in_memory.transaction import InMemoryStore

_PNG = b"\x89PNG\r\n\x1a\n"


class FakeImageRenderer:
    """Accepts PNG by its signature; renders a few bytes derived from the content."""

    def __init__(self) -> None:
        self.asked = 0

    async def render(self, content: bytes, media_type: str | None) -> Mapping[Size, RenderedImage]:
        self.asked += 1
        if not content.startswith(_PNG) or not content.endswith(b"IEND\xaeB`\x82"):
            raise picture_rejected("unreadable_image")
        if media_type not in (None, "image/png"):
            raise picture_rejected("type_mismatch")
        width, height = struct.unpack(">II", content[16:24])
        if width * height > MAX_PIXELS:
            raise picture_rejected("too_many_pixels")
        return {size: _render(content, width, height, longest) for size, longest in LONGEST_SIDE.items()}


class InMemoryPictureStore:
    """`full` makes `put` fail; `age` makes all files older."""

    def __init__(self) -> None:
        self.full = False
        self._files: dict[str, tuple[bytes, timedelta]] = {}

    async def put(self, content: bytes) -> str:
        if self.full:
            raise Unavailable("dependency_unavailable", "full")
        name = sha256(content).hexdigest()
        self._files[name] = content, timedelta(0)
        return name

    async def read(self, name: str) -> bytes | None:
        content, _ = self._files.get(name, (None, None))
        return content

    async def missing(self, names: Sequence[str]) -> Collection[str]:
        return set(names) - set(self._files)

    async def sweep(self, age: timedelta, find_referenced: FindReferenced) -> int:
        old = [name for name, (_, since) in self._files.items() if since > age]
        swept = set(old) - set(await find_referenced(old))
        for name in swept:
            del self._files[name]
        return len(swept)

    def age(self, by: timedelta) -> None:
        self._files = {name: (content, since + by) for name, (content, since) in self._files.items()}


class InMemoryPictureReferences:
    def __init__(self, memory: InMemoryStore) -> None:
        self._memory = memory

    async def list_referenced(self, files: Sequence[str]) -> Collection[str]:
        return {file for _, named in self._all() for file in named if file in files}

    async def list_after(self, snapshot: Transaction, sku: str) -> Sequence[tuple[str, Sequence[str]]]:
        return [(each, files) for each, files in self._all() if each > sku][:2]

    def _all(self) -> Sequence[tuple[str, Sequence[str]]]:
        products = sorted(self._memory.state.products.items())
        return [(sku, product.picture.files) for sku, product in products if product.picture]


def _render(content: bytes, width: int, height: int, longest: int) -> RenderedImage:
    share = min(1.0, longest / max(width, height))
    sides = max(1, round(width * share)), max(1, round(height * share))
    return RenderedImage(b"%dx%d of " % sides + sha256(content).digest(), *sides)
