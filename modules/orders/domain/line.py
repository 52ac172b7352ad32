"""One line of an order: a snapshot of the product, the money, and where its units are."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """Names, prices and rates are those of the moment of ordering.

    `reserved` and `backordered` units are set aside or waited for; `shipped`, `cancelled` and
    `returned` units have left that state. `location_codes` are where units are set aside.
    """

    line_id: int
    sku: str
    name: str
    quantity: int
    unit_price_cents: int
    subtotal_cents: int
    discount_cents: int
    tax_rate_bps: int
    tax_cents: int
    total_cents: int
    reserved: int = 0
    backordered: int = 0
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    location_codes: Sequence[str] = ()

    def set_aside(self, location_code: str | None, units: int) -> None:
        """Units found at a location, or waited for where there is none."""
        if location_code is None:
            self.backordered += units
            return
        self.reserved += units
        if location_code not in self.location_codes:
            self.location_codes = (*self.location_codes, location_code)

    @property
    def standing(self) -> tuple[int, int, frozenset[str]]:
        """Where its units are."""
        return self.reserved, self.backordered, frozenset(self.location_codes)

    def give_back(self) -> None:
        """Nothing is set aside or waited for any more."""
        self.reserved = self.backordered = 0
        self.location_codes = ()

    def cancel(self) -> None:
        """Give back and count all unshipped units as cancelled."""
        self.give_back()
        self.cancelled = self.quantity - self.shipped
