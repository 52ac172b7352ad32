"""Pictures are kept as long as a product shows them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from modules.inventory.ports.pictures import PictureReferences, PictureStore
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

GRACE_PERIOD = timedelta(days=1)
"""A file is put well before a product names it, and caches name it for a while after none does."""

_MOST = 100


class SweepPictures:
    """Removes the files that were replaced, taken away or, after a crash, never named by a product."""

    def __init__(self, files: PictureStore, references: PictureReferences) -> None:
        self._files = files
        self._names = references

    async def __call__(self) -> None:
        await self._files.sweep(GRACE_PERIOD, self._names.list_referenced)


class FindMissingPictures:
    """Products whose pictures name files that are not there, a hundred at most."""

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
            yield Violation(f"product:{sku}", f"its picture's file {min(lost)} is not there")
