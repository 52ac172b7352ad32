"""The queue of orders to ship."""

from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.order import Order
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Confirmed orders that are not on hold and have units to ship.

    `location_code`: with units reserved there. `ready`: all open units are reserved, and no payment is required first.
    """

    location_code: str | None = None
    ready: bool = True


class FulfillmentQueue(Protocol):
    async def list_orders(self, selection: QueueFilter, wanted: PageRequest) -> Page[Order]:
        """Oldest first, ignoring the page request's sort; a constant number of statements."""
        ...
