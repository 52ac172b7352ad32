"""Port: reads orders and shipments when a mail is rendered."""

from typing import Protocol

from modules.notifications.domain.order import Order, Shipment


class OrderQueries(Protocol):
    async def get_order(self, order_id: int) -> Order | None: ...

    async def get_shipment(self, shipment_id: int) -> Shipment | None: ...
