"""Stores an upload while it arrives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from modules.import_export.domain.upload_scanner import UploadScanner
from modules.import_export.ports.files import BLOCK, Uploads


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A stored file that no job uses yet."""

    file_id: int
    size: int
    lines: int
    digest: bytes
    head: bytes = field(repr=False)


class StoreUpload:
    """Keeps at most one block in memory. Raises Invalid for a file that is not Unicode text."""

    def __init__(self, intakes: Uploads) -> None:
        self._intakes = intakes

    @asynccontextmanager
    async def __call__(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[StoredUpload]:
        """Store the whole file. If the block fails, the file is deleted unless a job uses it."""
        file_id = await self._intakes.open()
        try:
            yield await self._taken(file_id, pieces)
        except BaseException:
            await self._intakes.discard(file_id)
            raise

    async def _taken(self, file_id: int, pieces: AsyncIterator[bytes]) -> StoredUpload:
        intake, digest, number, block = UploadScanner(), sha256(), 0, bytearray()

        async def keep(least: int) -> None:
            nonlocal number
            while len(block) >= least:
                await self._intakes.append(file_id, number, bytes(block[:BLOCK]))
                del block[:BLOCK]
                number += 1

        async for piece in pieces:
            digest.update(piece)
            block += intake.feed(piece)
            await keep(BLOCK)
        block += intake.finish()
        await keep(1)
        return StoredUpload(file_id, intake.size, intake.lines, digest.digest(), intake.head)
