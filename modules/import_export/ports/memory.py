"""What lines of an import leave to later ones: a product's title to its variants, which SKU they name."""

from collections.abc import Collection, Mapping
from typing import Protocol

from shared.kernel.import_export import Cells


class RowContext(Protocol):
    """As long as the job is under way; names may be of any length."""

    async def load(self, job_id: int, names: Collection[str]) -> Mapping[str, Cells]:
        """What was kept under these names last, as far as there is anything."""
        ...

    async def store(self, job_id: int, found: Mapping[str, Cells]) -> None: ...

    async def delete(self, job_id: int) -> None: ...
