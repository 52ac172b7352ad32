"""What was last said about each SKU's stock."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from modules.inventory.domain.announced_availability import AnnouncedAvailability


class CurrentAvailability(NamedTuple):
    """Units that can be reserved over all serving locations, and where low begins (None: the shop's default)."""

    available: int
    threshold: int | None
    tracked: bool


class AnnouncedAvailabilityRepository(Protocol):
    """Locked after stock levels."""

    async def lock(self, skus: Collection[str]) -> Mapping[str, AnnouncedAvailability]:
        """The standings, and nobody else changes any until the end."""
        ...

    async def get_current(self, skus: Collection[str]) -> Mapping[str, CurrentAvailability]:
        """How the SKUs stand at this moment; locks nothing."""
        ...

    async def list_due(self, announced_before: datetime, most: int) -> Collection[str]:
        """SKUs of which a change was kept back, the longest first. Locks nothing."""
        ...

    def save(self, announced: Iterable[AnnouncedAvailability]) -> None: ...
