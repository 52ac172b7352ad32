"""The orders that are to be shipped."""

from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.order import Order
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Confirmed orders that nobody holds and that have units to ship.

    `location_code`: with units set aside there. `ready`: all their open units are set aside,
    and nothing is to be paid first.
    """

    location_code: str | None = None
    ready: bool = True


class FulfillmentQueue(Protocol):
    async def list_orders(self, selection: QueueFilter, wanted: PageRequest) -> Page[Order]:
        """Oldest first, whatever the slice says of sorting; a number of statements that does not grow."""
        ...
