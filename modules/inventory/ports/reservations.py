"""The repository of reservations, grouped by order.

Rows are locked after the stock of their SKUs and changed only under both locks. A unit of work
returns the same object for the same order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.inventory.domain.order_reservations import OrderReservations
from modules.inventory.domain.reservation import Reservation
from shared.kernel.events import OutgoingEvent


class ReservationRepository(Protocol):
    def add(self, parts: Iterable[Reservation], events: list[OutgoingEvent]) -> None:
        """Insert the reservations of new orders on flush, and publish their events with the commit."""
        ...

    def save(self, orders: Iterable[OrderReservations]) -> None:
        """Write the changed reservations on flush, and publish their new events with the commit."""
        ...

    async def list_skus(self, order_id: int, *, waiting: bool = False) -> Collection[str]:
        """The SKUs of the order's open (or only its backordered) reservations. Locks nothing."""
        ...

    async def list_skus_by_line(self, order_id: int, lines: Collection[int]) -> Mapping[int, str]:
        """The SKUs of the lines that ever had reservations, by line id. Locks nothing."""
        ...

    async def lock_order(self, order_id: int) -> OrderReservations:
        """Lock the order's reservations; empty for an order without any."""
        ...

    async def lock_overdue(self, skus: Collection[str], now: datetime) -> Sequence[OrderReservations]:
        """Lock the orders with overdue holds of these SKUs."""
        ...

    async def list_overdue_skus(self, now: datetime, most: int) -> Collection[str]:
        """SKUs with overdue holds. Locks nothing."""
        ...

    async def lock_waiting(self, units: Mapping[str, int]) -> Sequence[OrderReservations]:
        """Lock the confirmed orders that have waited longest, enough to use the given units of each SKU."""
        ...

    async def lock_holding(self, places: Collection[tuple[str, str]]) -> Sequence[OrderReservations]:
        """Lock the orders with reserved units at these levels (SKU, location code)."""
        ...
