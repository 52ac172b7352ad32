"""What there is to tell of orders, looked up at the moment of writing."""

from typing import Protocol

from modules.notifications.domain.order import Order, Parcel


class Orders(Protocol):
    async def order(self, order_id: int) -> Order | None: ...

    async def parcel(self, shipment_id: int) -> Parcel | None: ...
