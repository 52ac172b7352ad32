"""Values that lines of an import pass to later lines, such as a product's title to its variants."""

from collections.abc import Collection, Mapping
from typing import Protocol

from shared.kernel.import_export import Cells


class RowContext(Protocol):
    """Values are kept until the job ends. Names may have any length."""

    async def load(self, job_id: int, names: Collection[str]) -> Mapping[str, Cells]:
        """The last value of each of these names that has one."""
        ...

    async def store(self, job_id: int, found: Mapping[str, Cells]) -> None: ...

    async def delete(self, job_id: int) -> None: ...
