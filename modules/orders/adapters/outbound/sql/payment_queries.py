"""Implements the port `PaymentQueries` in PostgreSQL."""

from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import ColumnElement, RowMapping, Table, select

from modules.orders.adapters.outbound.sql.order_mapping import SELECT, order_of
from modules.orders.adapters.outbound.sql.owner_filters import bounds_of
from modules.orders.adapters.outbound.sql.part_counts import stored_total
from modules.orders.adapters.outbound.sql.payment_mapping import payment_of, refund_of
from modules.orders.adapters.outbound.sql.tables import orders, payments, refunds
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.ports.payments.payment_queries import (
    PartFilter,
    PaymentFilter,
    PaymentScope,
    RefundFilter,
    RefundRecord,
)
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.queries.literal_bind import literal_bind
from shared.kernel.paging import Page, PageRequest

_PAID = SELECT + "WHERE o.id = (SELECT order_id FROM orders.payments WHERE id = $1)"  # noqa: S608 constants only
_REFUNDED = SELECT + "WHERE o.id = (SELECT order_id FROM orders.refunds WHERE id = $1)"  # noqa: S608 constants only


class SqlPaymentQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_order_of_payment(self, payment_id: int) -> Order | None:
        return await self._order(_PAID, payment_id)

    async def get_order_of_refund(self, refund_id: int) -> Order | None:
        return await self._order(_REFUNDED, refund_id)

    async def list_payments(self, bounds: PaymentScope, selection: PaymentFilter, wanted: PageRequest) -> Page[Payment]:
        conditions = [*_conditions(payments, bounds, selection)]
        query = select(payments).where(*conditions)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading,
                query,
                {"id": payments.c.id, "created_at": payments.c.created_at},
                wanted=wanted,
                item=payment_of,
                exact=selection == PaymentFilter(),
                total=stored_total(payments, conditions),
            )

    async def list_refunds(
        self, bounds: PaymentScope, selection: RefundFilter, wanted: PageRequest
    ) -> Page[RefundRecord]:
        currency = select(orders.c.currency).where(orders.c.id == refunds.c.order_id).scalar_subquery()
        conditions = [*_conditions(refunds, bounds, selection)]
        query = select(refunds, currency.label("currency")).where(*conditions)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading,
                query,
                {"id": refunds.c.id, "created_at": refunds.c.created_at},
                wanted=wanted,
                item=_record,
                exact=selection == RefundFilter(),
                total=stored_total(refunds, conditions),
            )

    async def _order(self, question: str, id_: int) -> Order | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(question, id_)
        return order_of(row) if row else None


def _conditions(table: Table, bounds: PaymentScope, selection: PartFilter) -> Iterator[ColumnElement[bool]]:
    yield from bounds_of(table, bounds.customer_id, bounds.placed_by)
    for name in (condition.name for condition in fields(selection)):
        value = getattr(selection, name)
        if value is None:
            continue
        if name == "created_from":
            yield table.c.created_at >= value
        elif name == "created_to":
            yield table.c.created_at < value
        elif name == "status":
            yield table.c.status == literal_bind(value)
        else:
            yield table.c[name] == value


def _record(row: RowMapping) -> RefundRecord:
    return RefundRecord(refund_of(row), row["currency"])
