"""Reservations in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import asyncpg

from modules.inventory.adapters.outbound.sql.tables import reservations
from modules.inventory.domain.order_reservations import OrderReservations
from modules.inventory.domain.reservation import Reservation
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.events import OutgoingEvent

_COLUMNS = """
    r.order_id, r.part, r.line_id, r.sku, r.location_code, r.quantity, r.state, r.expires_at,
    r.committed_at, r.created_at, r.sequence, r.expiry_suspended, r.returned, r.deallocated
"""
_LOCKED = "ORDER BY r.order_id, r.part FOR NO KEY UPDATE OF r"

_OF_ORDER = f"SELECT {_COLUMNS} FROM inventory.reservations r WHERE r.order_id = $1 {_LOCKED}"  # noqa: S608

_SKUS = """
    SELECT DISTINCT sku FROM inventory.reservations
    WHERE order_id = $1 AND (state = 'waiting' OR (NOT $2 AND state IN ('held', 'committed')))
"""

_BY_LINE = (
    "SELECT DISTINCT line_id, sku FROM inventory.reservations WHERE order_id = $1 AND line_id = ANY($2::bigint[])"
)

_STALE = f"""
    SELECT {_COLUMNS} FROM inventory.reservations r WHERE r.order_id IN (
        SELECT s.order_id FROM inventory.reservations s
        WHERE s.committed_at IS NULL AND s.state IN ('held', 'waiting') AND s.expires_at <= $2
            AND NOT s.expiry_suspended AND s.sku = ANY($1::text[])
    ) {_LOCKED}
"""  # noqa: S608 constants only

_OVERDUE = """
    SELECT DISTINCT sku FROM inventory.reservations
    WHERE committed_at IS NULL AND state IN ('held', 'waiting') AND expires_at <= $1 AND NOT expiry_suspended
    LIMIT $2
"""

_WAITING = f"""
    SELECT {_COLUMNS} FROM inventory.reservations r WHERE r.order_id IN (
        SELECT w.order_id FROM unnest($1::text[], $2::bigint[]) AS u(sku, units) CROSS JOIN LATERAL (
            SELECT s.order_id FROM inventory.reservations s
            WHERE s.sku = u.sku AND s.state = 'waiting' AND s.committed_at IS NOT NULL
            ORDER BY s.committed_at, s.order_id LIMIT u.units
        ) w
    ) {_LOCKED}
"""  # noqa: S608 constants only

_HOLDING = f"""
    SELECT {_COLUMNS} FROM inventory.reservations r WHERE r.order_id IN (
        SELECT s.order_id FROM inventory.reservations s
        JOIN unnest($1::text[], $2::text[]) AS u(sku, code) ON s.sku = u.sku AND s.location_code = u.code
        WHERE s.state IN ('held', 'committed')
    ) {_LOCKED}
"""  # noqa: S608 constants only

_KEY = ("order_id", "part")


class SqlReservationRepository:
    """Implements the port `ReservationRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx
        self._known: dict[int, OrderReservations] = {}

    def add(self, parts: Iterable[Reservation], events: list[OutgoingEvent]) -> None:
        self._tx.insert(reservations, map(_new, parts))
        self._tx.collect(events)

    def save(self, orders: Iterable[OrderReservations]) -> None:
        for order in orders:
            self._tx.insert(reservations, map(_split_off, order.take_added()))
            self._tx.update(reservations, _KEY, map(_changed, order.take_changed()))
            self._tx.collect(order.events)

    async def list_skus(self, order_id: int, *, waiting: bool = False) -> Collection[str]:
        await self._tx.flush()
        return [row[0] for row in await self._tx.fetch(_SKUS, order_id, waiting)]

    async def list_skus_by_line(self, order_id: int, lines: Collection[int]) -> Mapping[int, str]:
        await self._tx.flush()
        return {row[0]: row[1] for row in await self._tx.fetch(_BY_LINE, order_id, list(lines))}

    async def lock_order(self, order_id: int) -> OrderReservations:
        found = await self._orders(_OF_ORDER, order_id)
        return found[0] if found else OrderReservations(order_id, ())

    async def lock_overdue(self, skus: Collection[str], now: datetime) -> Sequence[OrderReservations]:
        return await self._orders(_STALE, list(skus), now)

    async def list_overdue_skus(self, now: datetime, most: int) -> Collection[str]:
        return [row[0] for row in await self._tx.fetch(_OVERDUE, now, most)]

    async def lock_waiting(self, units: Mapping[str, int]) -> Sequence[OrderReservations]:
        return await self._orders(_WAITING, list(units), list(units.values()))

    async def lock_holding(self, places: Collection[tuple[str, str]]) -> Sequence[OrderReservations]:
        return await self._orders(_HOLDING, [sku for sku, _ in places], [code for _, code in places])

    async def _orders(self, statement: str, *arguments: object) -> list[OrderReservations]:
        await self._tx.flush()
        rows = await self._tx.fetch(statement, *arguments)
        return [
            self._known.setdefault(order_id, order)
            for order_id, group in groupby(rows, key=_order_id)
            for order in [OrderReservations(order_id, map(_reservation, group))]
        ]


def _order_id(row: asyncpg.Record) -> int:
    return int(row[0])


def _reservation(row: asyncpg.Record) -> Reservation:
    return Reservation(
        order_id=row["order_id"],
        part=row["part"],
        line_id=row["line_id"],
        sku=row["sku"],
        location_code=row["location_code"],
        quantity=row["quantity"],
        state=row["state"],
        expires_at=row["expires_at"],
        committed_at=row["committed_at"],
        created_at=row["created_at"],
        sequence=row["sequence"],
        expiry_suspended=row["expiry_suspended"],
        returned=row["returned"],
        deallocated=row["deallocated"],
    )


def _new(part: Reservation) -> dict[str, object]:
    return {
        "order_id": part.order_id,
        "part": part.part,
        "line_id": part.line_id,
        "sku": part.sku,
        "location_code": part.location_code,
        "quantity": part.quantity,
        "state": part.state,
        "expires_at": part.expires_at,
        "expiry_suspended": part.expiry_suspended,
        "committed_at": part.committed_at,
        "created_at": part.created_at,
        "sequence": part.sequence,
    }


def _split_off(part: Reservation) -> dict[str, object]:
    return {**_new(part), "deallocated": part.deallocated}


def _changed(part: Reservation) -> dict[str, object]:
    return {
        "order_id": part.order_id,
        "part": part.part,
        "location_code": part.location_code,
        "quantity": part.quantity,
        "returned": part.returned,
        "state": part.state,
        "expires_at": part.expires_at,
        "committed_at": part.committed_at,
        "expiry_suspended": part.expiry_suspended,
        "sequence": part.sequence,
        "deallocated": part.deallocated,
    }
