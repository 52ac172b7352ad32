"""Reservations, an order's at a time.

Their rows are locked after the stock of their SKUs, and only changed under both locks; a
unit of work gives the same object for the same order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.inventory.domain.reservation import OrderReservations, Reservation


class ReservationRepository(Protocol):
    def add(self, parts: Iterable[Reservation]) -> None:
        """Note the reservations of new orders."""
        ...

    def save(self, orders: Iterable[OrderReservations]) -> None:
        """Note what has changed in them."""
        ...

    async def list_skus(self, order_id: int, *, waiting: bool = False) -> Collection[str]:
        """The SKUs of which the order holds (or waits for) units now. Locks nothing."""
        ...

    async def list_skus_by_line(self, order_id: int, lines: Collection[int]) -> Mapping[int, str]:
        """The SKUs of those lines that ever had reservations, by line id. Locks nothing."""
        ...

    async def lock_order(self, order_id: int) -> OrderReservations:
        """The order's reservations, locked; empty for an order without any."""
        ...

    async def lock_overdue(self, skus: Collection[str], now: datetime) -> Sequence[OrderReservations]:
        """Locked, the orders with units of these SKUs whose time is up."""
        ...

    async def list_overdue_skus(self, now: datetime, most: int) -> Collection[str]:
        """SKUs of which units are kept whose time is up. Locks nothing."""
        ...

    async def lock_waiting(self, units: Mapping[str, int]) -> Sequence[OrderReservations]:
        """Locked, the confirmed orders that have waited longest, enough to use so many units of each SKU."""
        ...

    async def lock_holding(self, places: Collection[tuple[str, str]]) -> Sequence[OrderReservations]:
        """Locked, the orders with live units at these places (SKU, location code)."""
        ...
