"""One line of an order: a snapshot of the product, the money, and where its units are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.status import FulfillmentStatus, fulfillment_status
from shared.kernel.money import credit


class Allocation(Protocol):
    """Units of a line set aside at a location; `location_code` None means they are waited for."""

    @property
    def line_id(self) -> int: ...
    @property
    def location_code(self) -> str | None: ...
    @property
    def quantity(self) -> int: ...


@dataclass(slots=True)
class Line:
    """Names, prices and rates are those of the moment of ordering.

    `reserved` and `backordered` units are set aside or waited for; `shipped`, `cancelled` and
    `returned` units have left that state. `location_codes` are where units are set aside.
    `credited` units have had their money given back, or will never have it asked for; `credited_cents`
    is what they are worth together.
    A line that does not `requires_shipping` is digital: its units count as shipped once the order is confirmed.
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
        """Open units, without those whose money was given back before they left."""
        return self.quantity - max(self.credited, self.shipped + self.cancelled)

    @property
    def refundable_quantity(self) -> int:
        """Shipped units whose money has not been given back; units that have not shipped are cancelled."""
        return max(0, self.shipped - max(0, self.credited - self.cancelled))

    def allocate(self, location_code: str | None, units: int) -> None:
        """Units found at a location, or waited for where there is none."""
        if location_code is None:
            self.backordered += units
            return
        self.reserved += units
        if location_code not in self.location_codes:
            self.location_codes = (*self.location_codes, location_code)

    @property
    def allocation_state(self) -> tuple[int, int, frozenset[str]]:
        """Where its units are."""
        return self.reserved, self.backordered, frozenset(self.location_codes)

    def fulfill(self) -> None:
        """Count all open units as shipped, except those waited for: for lines that need no parcel."""
        self.shipped += self.open_quantity - self.backordered
        self.reserved, self.location_codes = 0, ()

    def release_allocations(self) -> None:
        """Nothing is set aside or waited for any more."""
        self.reserved = self.backordered = 0
        self.location_codes = ()

    def cancel(self, units: int) -> int:
        """Count so many unshipped units as cancelled, those waited for first; the cents they are worth."""
        waited = min(units, self.backordered)
        self.backordered -= waited
        self.reserved -= min(units - waited, self.reserved)
        if not self.reserved:
            self.location_codes = ()
        self.cancelled += units
        return self.credit(units)

    def credit(self, units: int) -> int:
        """What the next units are worth (of those not credited before); any sequence sums to the total exactly.

        The next units complete the sum: after some were uncredited, too, a line that is credited whole is
        credited with its total.
        """
        self.credited += min(units, self.quantity - self.credited)
        worth = max(self.credited_cents, credit(self.total_cents, self.quantity, 0, self.credited))
        cents, self.credited_cents = worth - self.credited_cents, worth
        return cents

    def uncredit(self, units: int, cents: int) -> None:
        """Their money has not been given back after all: they can be credited again."""
        self.credited -= units
        self.credited_cents -= cents


def needs_shipping(lines: Sequence[Line]) -> bool:
    """Whether units that need a parcel were not cancelled."""
    return any(line.requires_shipping and line.cancelled < line.quantity for line in lines)


def fulfillment_status_of(lines: Sequence[Line], delivered_units: int) -> FulfillmentStatus:
    """By the lines with units that travel; by all lines where there are none, as of a digital order."""
    counted = [line for line in lines if line.requires_shipping and line.cancelled < line.quantity] or lines
    wanted = sum(line.quantity - line.cancelled for line in counted)
    return fulfillment_status(wanted, sum(line.shipped for line in counted), delivered_units)
