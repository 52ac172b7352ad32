"""Delete unreferenced picture files."""

from datetime import timedelta

from modules.inventory.ports.pictures import PictureReferences, PictureStore

GRACE_PERIOD = timedelta(days=1)
"""Files are stored before a product references them, and caches refer to them for a while afterwards."""


class SweepPictures:
    """Deletes files that no product references: replaced, removed, or left by a crash."""

    def __init__(self, files: PictureStore, references: PictureReferences) -> None:
        self._files = files
        self._names = references

    async def __call__(self) -> None:
        await self._files.sweep(GRACE_PERIOD, self._names.list_referenced)
