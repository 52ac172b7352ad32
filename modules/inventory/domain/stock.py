"""All stock of one SKU, wherever it lies: the unit that is locked, and that promises are made against."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.domain.level import StockLevel

DEFAULT_LOCATION = "MAIN"
"""The location that always exists; its level also carries how many units are waited for."""


@dataclass(slots=True)
class Stock:
    """`levels` by the priority of their location; `serving` those that sell online.

    `backorder_limit` bounds the units waited for at any time: 0 none, None as many as one likes.
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

    @waiting.setter
    def waiting(self, units: int) -> None:
        self.default_level.waiting = units
        self.default_level.changed = True

    @property
    def available(self) -> int:
        """Units that can be reserved now."""
        return sum(self.levels[code].available for code in self.fulfilling)
