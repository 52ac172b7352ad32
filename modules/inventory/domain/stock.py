"""The stock of one SKU at all locations: the unit of locking and of reservation."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.domain.level import StockLevel

DEFAULT_LOCATION = "MAIN"
"""The location that always exists. Its level also stores the number of backordered units."""


@dataclass(slots=True, kw_only=True)
class Stock:
    """`levels` by location code; `fulfilling` are the codes that serve online orders, the preferred first.

    `backorder_limit` limits the backordered units: 0 allows none, None any number.
    """

    sku: str
    tracked: bool
    backorder_limit: int | None
    levels: dict[str, StockLevel]
    fulfilling: Sequence[str]

    @property
    def default_level(self) -> StockLevel:
        return self.levels[DEFAULT_LOCATION]

    @property
    def waiting(self) -> int:
        return self.default_level.waiting

    def change_waiting(self, units: int) -> None:
        """Count so many more backordered units, or fewer."""
        self.default_level.change_waiting(units)

    def add_level(self, level: StockLevel) -> None:
        self.levels[level.location_code] = level

    @property
    def available(self) -> int:
        """Units that can be reserved now."""
        return sum(self.levels[code].available for code in self.fulfilling)
