"""Persistence of shipments. They are changed under their order's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.fulfillment.shipment import Shipment
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ShipmentFilter:
    """Filter of a list of shipments; None is no condition.

    `tracking_number` is compared without case, blanks and punctuation. `customer_id_is` and `placed_by` limit the list
    to orders that the caller may see.
    """

    customer_id_is: int | None = None
    placed_by: str | None = None
    order_id: int | None = None
    status: str | None = None
    location_code: str | None = None
    tracking_number: str | None = None


class ShipmentQueries(Protocol):
    async def get(self, shipment_id: int) -> Shipment | None: ...

    async def list_by_order(self, order_id: int) -> Sequence[Shipment]:
        """Oldest first; one statement."""
        ...

    async def list_page(self, selection: ShipmentFilter, wanted: PageRequest) -> Page[Shipment]:
        """The number of statements does not depend on the page size."""
        ...


class ShipmentRepository(Protocol):
    async def get(self, shipment_id: int) -> Shipment | None:
        """Read without a lock, to find its order. Lock the order and use `list_by_order` before changing it."""
        ...

    async def list_by_order(self, order_id: int) -> Sequence[Shipment]:
        """Oldest first; one statement."""
        ...

    def add(self, shipment: Shipment) -> None: ...

    def save(self, shipment: Shipment) -> None:
        """Store its changes, if any."""
        ...
