"""Find products whose picture files are missing."""

from collections.abc import Iterator, Sequence

from modules.inventory.ports.pictures import PictureReferences, PictureStore
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_MOST = 100


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
