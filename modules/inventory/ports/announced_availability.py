"""The last announced availability of each SKU."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from modules.inventory.domain.announced_availability import AnnouncedAvailability


class CurrentAvailability(NamedTuple):
    """Available units over all fulfilling locations, and the low-stock threshold (None: the shop's default)."""

    available: int
    threshold: int | None
    tracked: bool


class AnnouncedAvailabilityRepository(Protocol):
    """Its rows are locked after stock levels, those of a call in the order of the SKUs."""

    async def lock(self, skus: Collection[str]) -> Mapping[str, AnnouncedAvailability]:
        """The announced availability; no other transaction changes that of these SKUs until this one ends."""
        ...

    async def get_current(self, skus: Collection[str]) -> Mapping[str, CurrentAvailability]:
        """The current availability of the SKUs. Locks nothing."""
        ...

    async def list_due(self, announced_before: datetime, most: int) -> Collection[str]:
        """SKUs with a deferred announcement, the oldest first. Locks nothing."""
        ...

    def save(self, announced: Iterable[AnnouncedAvailability]) -> None:
        """Update the announced availability, and publish the new events with the commit."""
        ...
