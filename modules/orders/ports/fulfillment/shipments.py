"""The shipments kept: each a part of its order, changed under the order's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.fulfillment.shipment import Shipment
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ShipmentFilter:
    """Which shipments of a list are wanted; None is no condition.

    `tracking_number` is compared without case, blanks and signs.
    `customer_id_is` and `placed_by` bound the list to the orders that the caller may see.
    """

    customer_id_is: int | None = None
    placed_by: str | None = None
    order_id: int | None = None
    status: str | None = None
    location_code: str | None = None
    tracking_number: str | None = None


class ShipmentQueries(Protocol):
    """The shipments kept, to be looked at."""

    async def get(self, shipment_id: int) -> Shipment | None: ...

    async def list_by_order(self, order_id: int) -> Sequence[Shipment]:
        """Oldest first; one statement."""
        ...

    async def list_page(self, selection: ShipmentFilter, wanted: PageRequest) -> Page[Shipment]:
        """A number of statements that does not grow with the page."""
        ...


class ShipmentRepository(Protocol):
    """The shipments kept, to be changed."""

    async def get(self, shipment_id: int) -> Shipment | None:
        """As it is now, to learn its order; once that is locked, `list_by_order` tells how it stands."""
        ...

    async def list_by_order(self, order_id: int) -> Sequence[Shipment]:
        """Oldest first; one statement."""
        ...

    def add(self, shipment: Shipment) -> None: ...

    def save(self, shipment: Shipment) -> None:
        """Keep its changes, if there are any."""
        ...
