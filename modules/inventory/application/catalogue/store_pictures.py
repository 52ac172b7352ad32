"""Retention of picture files, and the check that none is missing."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from modules.inventory.ports.pictures import PictureReferences, PictureStore
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

GRACE_PERIOD = timedelta(days=1)
"""Files are stored before a product references them, and caches refer to them for a while afterwards."""

_MOST = 100


class SweepPictures:
    """Deletes files that no product references: replaced, removed, or left by a crash."""

    def __init__(self, files: PictureStore, references: PictureReferences) -> None:
        self._files = files
        self._names = references

    async def __call__(self) -> None:
        await self._files.sweep(GRACE_PERIOD, self._names.list_referenced)


class FindMissingPictures:
    """Finds products whose picture files are missing, at most a hundred."""

    def __init__(self, files: PictureStore, references: PictureReferences) -> None:
        self._files = files
        self._names = references

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        found: list[Violation] = []
        last = ""
        while len(found) < _MOST and (some := await self._names.list_after(snapshot, last)):
            missing = await self._files.missing([file for _, files in some for file in files])
            found += _violations(some, frozenset(missing))
            last, _ = some[-1]
        return found[:_MOST]


def _violations(products: Sequence[tuple[str, Sequence[str]]], missing: frozenset[str]) -> Iterator[Violation]:
    for sku, files in products:
        if lost := missing.intersection(files):
            yield Violation(f"product:{sku}", f"its picture's file {min(lost)} is missing")
