"""An order line: product snapshot, amounts and unit counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.status import FulfillmentStatus, fulfillment_status
from shared.kernel.values.money import credit


class Allocation(Protocol):
    """Units of a line reserved at a location; `location_code` None means backordered."""

    @property
    def line_id(self) -> int: ...
    @property
    def location_code(self) -> str | None: ...
    @property
    def quantity(self) -> int: ...


@dataclass(slots=True, kw_only=True)
class Line:
    """Names, prices and rates are those at the time of ordering.

    `reserved` and `backordered` units are allocated; `shipped`, `cancelled` and `returned` units no longer are.
    `location_codes` are the locations of the reserved units. `credited` units have been refunded or will never be
    charged; `credited_cents` is their total value. A line without `requires_shipping` is digital: its units count as
    shipped when the order is confirmed.
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
    credited: int = 0
    credited_cents: int = 0
    requires_shipping: bool = True

    @property
    def open_quantity(self) -> int:
        """Units that are neither shipped nor cancelled."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def shippable_quantity(self) -> int:
        """Open units without those refunded before shipping."""
        return self.quantity - max(self.credited, self.shipped + self.cancelled)

    @property
    def refundable_quantity(self) -> int:
        """Shipped units that have not been refunded. Unshipped units are cancelled instead."""
        return max(0, self.shipped - max(0, self.credited - self.cancelled))

    def allocate(self, location_code: str | None, units: int) -> None:
        """Count units as reserved at a location, or as backordered without one."""
        if location_code is None:
            self.backordered += units
            return
        self.reserved += units
        if location_code not in self.location_codes:
            self.location_codes = (*self.location_codes, location_code)

    @property
    def allocation_state(self) -> tuple[int, int, frozenset[str]]:
        """Reserved units, backordered units and their locations, for comparison."""
        return self.reserved, self.backordered, frozenset(self.location_codes)

    def ship(self, units: int) -> None:
        """Count units as shipped; a negative number reverts a shipment."""
        self.shipped += units

    def take_back(self, units: int) -> None:
        """Count units as returned."""
        self.returned += units

    def fulfill(self) -> None:
        """Count all open units as shipped except backordered ones. For lines that need no shipment."""
        self.shipped += self.open_quantity - self.backordered
        self.reserved, self.location_codes = 0, ()

    def release_allocations(self) -> None:
        """Count no units as reserved or backordered."""
        self.reserved = self.backordered = 0
        self.location_codes = ()

    def cancel(self, units: int) -> int:
        """Cancel unshipped units, backordered ones first, and return their value in cents."""
        waited = min(units, self.backordered)
        self.backordered -= waited
        self.reserved -= min(units - waited, self.reserved)
        if not self.reserved:
            self.location_codes = ()
        self.cancelled += units
        return self.credit(units)

    def credit(self, units: int) -> int:
        """Credit the next units and return their value; any sequence of credits sums exactly to the total.

        This holds after `uncredit` as well: a line that is credited completely is credited with its total.
        """
        self.credited += min(units, self.quantity - self.credited)
        worth = max(
            self.credited_cents, credit(self.total_cents, quantity=self.quantity, already=0, units=self.credited)
        )
        cents, self.credited_cents = worth - self.credited_cents, worth
        return cents

    def uncredit(self, units: int, cents: int) -> None:
        """Revert a credit whose refund failed, so that the units can be credited again."""
        self.credited -= units
        self.credited_cents -= cents


def needs_shipping(lines: Sequence[Line]) -> bool:
    """Whether units that require shipping have not been cancelled."""
    return any(line.requires_shipping and line.cancelled < line.quantity for line in lines)


def fulfillment_status_of(lines: Sequence[Line], delivered_units: int) -> FulfillmentStatus:
    """Computed from the lines that need shipping, or from all lines of a digital order."""
    counted = [line for line in lines if line.requires_shipping and line.cancelled < line.quantity] or lines
    wanted = sum(line.quantity - line.cancelled for line in counted)
    return fulfillment_status(wanted, sum(line.shipped for line in counted), delivered_units)
