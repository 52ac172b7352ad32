"""The repository of reservations in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from modules.inventory.domain.order_reservations import OrderReservations
from modules.inventory.domain.reservation import COMMITTED, HELD, WAITING, Reservation
from shared.kernel.events import OutgoingEvent
from tests.modules.inventory.in_memory.transaction import InMemoryTransaction


class InMemoryReservationRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._state = tx.state
        self._known: dict[int, OrderReservations] = {}

    def add(self, parts: Iterable[Reservation], events: list[OutgoingEvent]) -> None:
        for part in parts:
            assert (part.order_id, part.part) not in self._state.reservations
            self._state.reservations[part.order_id, part.part] = replace(part)
        self._tx.collect(events)

    def save(self, orders: Iterable[OrderReservations]) -> None:
        for order in orders:
            for part in [*order.take_added(), *order.take_changed()]:
                self._state.reservations[part.order_id, part.part] = replace(part)
            self._tx.collect(order.events)

    async def list_skus(self, order_id: int, *, waiting: bool = False) -> Collection[str]:
        return {
            part.sku
            for part in self._state.reservations.values()
            if part.order_id == order_id and (part.state == WAITING or (not waiting and part.is_open))
        }

    async def list_skus_by_line(self, order_id: int, lines: Collection[int]) -> Mapping[int, str]:
        return {
            part.line_id: part.sku
            for part in self._state.reservations.values()
            if part.order_id == order_id and part.line_id in lines
        }

    async def lock_order(self, order_id: int) -> OrderReservations:
        return self._order_reservations(order_id)

    async def lock_overdue(self, skus: Collection[str], now: datetime) -> Sequence[OrderReservations]:
        return self._where(lambda part: part.sku in skus and part.is_overdue(now))

    async def list_overdue_skus(self, now: datetime, most: int) -> Collection[str]:
        return sorted({part.sku for part in self._state.reservations.values() if part.is_overdue(now)})[:most]

    async def lock_waiting(self, units: Mapping[str, int]) -> Sequence[OrderReservations]:
        return self._where(lambda part: part.sku in units and part.state == WAITING and part.committed_at is not None)

    async def lock_holding(self, places: Collection[tuple[str, str]]) -> Sequence[OrderReservations]:
        return self._where(lambda part: (part.sku, part.location_code) in places and part.state in (HELD, COMMITTED))

    def _where(self, wanted: Callable[[Reservation], bool]) -> list[OrderReservations]:
        orders = sorted({part.order_id for part in self._state.reservations.values() if wanted(part)})
        return [self._order_reservations(order_id) for order_id in orders]

    def _order_reservations(self, order_id: int) -> OrderReservations:
        parts = [replace(part) for part in self._state.reservations.values() if part.order_id == order_id]
        return self._known.setdefault(order_id, OrderReservations(order_id, parts))
