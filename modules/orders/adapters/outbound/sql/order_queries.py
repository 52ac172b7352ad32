"""Implements the port `OrderQueries` in PostgreSQL: keyset pages with a capped total."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal_column, or_, select

from modules.orders.adapters.outbound.sql.order_mapping import PARTS, SELECT, order_of
from modules.orders.adapters.outbound.sql.owner_filters import bought_by
from modules.orders.adapters.outbound.sql.search.order_search import search_orders
from modules.orders.adapters.outbound.sql.tables import order_counts, order_lines, orders
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import HistoryEntry, OrderFilter
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.queries.literal_bind import literal_bind
from shared.infra.sql.transaction import SqlReading
from shared.kernel.paging import Page, PageRequest
from shared.kernel.search import parse_search

_TOTAL = select(func.sum(order_counts.c.orders))
_HISTORY = """
    SELECT sequence, at, fact, status, payment_status, actor, request_id, detail
    FROM orders.order_history WHERE order_id = $1 ORDER BY sequence
"""
_HISTORIES = """
    SELECT order_id, sequence, at, fact, status, payment_status, actor, request_id, detail
    FROM orders.order_history WHERE order_id = ANY($1::bigint[]) ORDER BY order_id, sequence
"""

_o = orders.alias("o")
_OWN = frozenset({"customer_id_is", "placed_by"})
_SORTS: Mapping[str, ColumnElement[Any]] = {
    "id": _o.c.id,
    "created_at": _o.c.created_at,
}


class SqlOrderQueries:
    def __init__(self, reading: SqlReading) -> None:
        self._reading = reading

    async def get(self, order_id: int) -> Order | None:
        row = await self._reading.fetch_one(SELECT + "WHERE o.id = $1", order_id)
        return order_of(row) if row else None

    async def get_many(self, ids: Sequence[int]) -> Mapping[int, Order]:
        rows = await self._reading.fetch(SELECT + "WHERE o.id = ANY($1::bigint[])", list(ids))
        return {row["id"]: order_of(row) for row in rows}

    async def list_orders(self, selection: OrderFilter, wanted: PageRequest) -> Page[Order]:
        chosen = {f.name: value for f in fields(OrderFilter) if (value := getattr(selection, f.name)) is not None}
        shape = replace(wanted, sort=wanted.sort or ("-created_at", "-id"))
        if (looked_for := parse_search(chosen.pop("q", ""))) is not None:
            found = await search_orders(
                self._reading, looked_for, _o, conditions=_conditions(chosen), chosen=chosen, part=shape
            )
            return found.page(await self.get_many(found.keys))
        parts: list[ColumnElement[Any]] = [literal_column(text).label(name) for name, text in PARTS.items()]
        query = select(_o, *parts).where(*_conditions(chosen))
        exact, total = _OWN.issuperset(chosen), None if chosen else _TOTAL
        return await fetch_page(self._reading, query, _SORTS, wanted=shape, item=order_of, exact=exact, total=total)

    async def get_history(self, order_id: int) -> Sequence[HistoryEntry]:
        return [HistoryEntry(**dict(row)) for row in await self._reading.fetch(_HISTORY, order_id)]

    async def get_histories(self, order_ids: Sequence[int]) -> Mapping[int, Sequence[HistoryEntry]]:
        found: dict[int, list[HistoryEntry]] = {}
        for row in await self._reading.fetch(_HISTORIES, list(order_ids)):
            entry = dict(row)
            found.setdefault(entry.pop("order_id"), []).append(HistoryEntry(**entry))
        return found


def _conditions(chosen: Mapping[str, Any]) -> Sequence[ColumnElement[bool]]:
    return [_condition(name, value, chosen) for name, value in chosen.items() if name != "email_of"]


def _condition(name: str, value: Any, chosen: Mapping[str, Any]) -> ColumnElement[bool]:
    conditions: Mapping[str, ColumnElement[bool]] = {
        "customer_id_is": bought_by(_o.c, value),
        # The pattern repeats the condition of the partial index, so that the planner can use it.
        "placed_by": (_o.c.placed_by == value) & _o.c.placed_by.like(literal_column("'client:%'")),
        "email": _bought_by(value, chosen.get("email_of")),
        "sku": exists().where(order_lines.c.sku == value, order_lines.c.order_id == _o.c.id),
        "created_from": _o.c.created_at >= value,
        "created_to": _o.c.created_at < value,
        "updated_from": _o.c.updated_at >= value,
        "updated_to": _o.c.updated_at < value,
        "total_min": _o.c.total_cents >= value,
        "total_max": _o.c.total_cents <= value,
    }
    if name in ("status", "payment_status"):
        return _o.c[name] == literal_bind(value)
    return conditions[name] if name in conditions else _o.c[name] == value


def _bought_by(email: str, account: int | None) -> ColumnElement[bool]:
    as_guest = _o.c.guest_email == func.lower(email)
    return as_guest if account is None else or_(as_guest, _o.c.customer_id == account)
