"""Places that hold stock."""

from collections.abc import Collection
from typing import Protocol

from modules.inventory.domain.location import Location


class LocationRepository(Protocol):
    async def get(self, code: str) -> Location | None:
        """The location, locked until the end against those who would put stock there."""
        ...

    async def lock_active(self, codes: Collection[str]) -> Collection[str]:
        """Which of the codes are active locations; they stay so until the end."""
        ...

    async def is_empty(self, code: str) -> bool:
        """Whether no unit lies there, or is on its way there."""
        ...

    async def list_available_skus(self, code: str) -> Collection[str]:
        """The SKUs of which units lie there that nobody is promised."""
        ...

    async def add(self, location: Location) -> None:
        """Raises Conflict `location_taken`."""
        ...

    async def save(self, location: Location) -> None: ...
