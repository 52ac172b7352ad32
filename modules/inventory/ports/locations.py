"""The repository of locations."""

from collections.abc import Collection
from typing import Protocol

from modules.inventory.domain.location import Location


class LocationRepository(Protocol):
    async def get(self, code: str) -> Location | None:
        """Lock the location exclusively, also against transactions that add stock there."""
        ...

    async def lock_active(self, codes: Collection[str]) -> Collection[str]:
        """The codes that are active locations, locked in shared mode so that they stay active."""
        ...

    async def is_empty(self, code: str) -> bool:
        """Whether no unit is on hand there or in transit to it."""
        ...

    async def list_available_skus(self, code: str) -> Collection[str]:
        """The SKUs with unreserved units there."""
        ...

    async def add(self, location: Location) -> None:
        """Raises Conflict `location_taken`."""
        ...

    async def save(self, location: Location) -> None: ...
