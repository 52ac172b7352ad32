"""The port `MoneyRecords` over PostgreSQL."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, literal_column, select

from modules.orders.adapters.outbound.loading import SELECT, order_of
from modules.orders.adapters.outbound.payment_rows import payment_of, refund_of
from modules.orders.adapters.outbound.tables import orders, payments, refunds
from modules.orders.domain.order import Order
from modules.orders.domain.payment import Payment
from modules.orders.ports.money_records import (
    MoneyBounds,
    MoneySelection,
    PaymentSelection,
    RefundRecord,
    RefundSelection,
)
from shared.infra.sql.database import Database
from shared.infra.sql.keyset import page_of
from shared.kernel.paging import Page, Slice

_PAID = SELECT + "WHERE o.id = (SELECT order_id FROM orders.payments WHERE id = $1)"  # noqa: S608 our own texts
_REFUNDED = SELECT + "WHERE o.id = (SELECT order_id FROM orders.refunds WHERE id = $1)"  # noqa: S608 our own texts


class SqlMoneyRecords:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def paid_order(self, payment_id: int) -> Order | None:
        return await self._order(_PAID, payment_id)

    async def refunded_order(self, refund_id: int) -> Order | None:
        return await self._order(_REFUNDED, refund_id)

    async def payments(self, bounds: MoneyBounds, selection: PaymentSelection, wanted: Slice) -> Page[Payment]:
        query = select(payments).where(*_conditions(payments, bounds, selection))
        query = query.join(orders, orders.c.id == payments.c.order_id)
        exact = _is_whole(bounds, selection)
        async with self._database.snapshot() as reading:
            return await page_of(reading, query, _sorts(payments), wanted, payment_of, exact=exact)

    async def refunds(self, bounds: MoneyBounds, selection: RefundSelection, wanted: Slice) -> Page[RefundRecord]:
        query = select(refunds, orders.c.currency).where(*_conditions(refunds, bounds, selection))
        query = query.join(orders, orders.c.id == refunds.c.order_id)
        exact = _is_whole(bounds, selection)
        async with self._database.snapshot() as reading:
            return await page_of(reading, query, _sorts(refunds), wanted, _record, exact=exact)

    async def _order(self, question: str, id_: int) -> Order | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(question, id_)
        return order_of(row) if row else None


def _conditions(table: Table, bounds: MoneyBounds, selection: MoneySelection) -> Iterator[ColumnElement[bool]]:
    if bounds.customer_id is not None:
        yield orders.c.customer_id == bounds.customer_id
    if bounds.placed_by is not None:
        # The pattern repeats the index's own condition, so that the planner can use it.
        yield (orders.c.placed_by == bounds.placed_by) & orders.c.placed_by.like(literal_column("'client:%'"))
    for name in (wish.name for wish in fields(selection)):
        value = getattr(selection, name)
        if value is None:
            continue
        if name == "created_from":
            yield table.c.created_at >= value
        elif name == "created_to":
            yield table.c.created_at < value
        else:
            yield table.c[name] == value


def _sorts(table: Table) -> dict[str, ColumnElement[Any]]:
    return {"id": table.c.id, "created_at": table.c.created_at}


def _is_whole(bounds: MoneyBounds, selection: MoneySelection) -> bool:
    """Whether it is all of somebody's own: few enough to be counted to the end."""
    return bounds != MoneyBounds() and selection == type(selection)()


def _record(row: RowMapping) -> RefundRecord:
    return RefundRecord(refund_of(row), row["currency"])
