"""Implements the port `FulfillmentQueue` in PostgreSQL."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select, text

from modules.orders.adapters.outbound.integrity.payments import OUTSTANDING
from modules.orders.adapters.outbound.sql.order_mapping import PARTS, order_of
from modules.orders.adapters.outbound.sql.tables import orders
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_o = orders.alias("o")
# `OFFSET 0` makes the planner read only the lines of open orders; a join would read all lines.
_TO_SHIP = text("""
    o.status = 'confirmed' AND o.hold_reason IS NULL AND EXISTS (
        SELECT FROM orders.order_lines l
        WHERE l.order_id = o.id AND l.requires_shipping
          AND l.quantity > greatest(l.credited, l.shipped + l.cancelled) OFFSET 0)
    AND NOT (o.total_cents > o.cancelled_cents AND o.total_cents - o.cancelled_cents <= (
        SELECT coalesce(sum(r.amount_cents), 0) FROM orders.refunds r
        WHERE r.order_id = o.id AND r.status <> 'failed' AND r.origin IN ('request', 'return')))
""")
"""Orders with units to ship that are not fully refunded; matches `shipping.is_fully_refunded`."""
_NOTHING_WAITING = text("""
    NOT EXISTS (
        SELECT FROM orders.order_lines l
        WHERE l.order_id = o.id AND l.requires_shipping AND l.backordered > 0 OFFSET 0)
""")
_NOTHING_TO_PAY = f"""
    o.payment_method IS NOT DISTINCT FROM 'invoice' OR o.cancelled_cents = o.total_cents
    OR ({OUTSTANDING} = 0 AND o.payment_status <> 'refunded')
    OR EXISTS (
        SELECT FROM orders.payments p WHERE p.order_id = o.id AND p.authorization_expires_at > :now
        AND p.status IN ('authorized', 'capturing', 'unknown'))
"""
"""Matches the payment rules of the domain module `shipping`."""
_RESERVED_AT = """
    EXISTS (
        SELECT FROM orders.order_lines l
        WHERE l.order_id = o.id AND l.requires_shipping AND l.location_codes @> to_jsonb(CAST(:code AS text)) OFFSET 0)
"""


class SqlFulfillmentQueue:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def list_orders(self, selection: QueueFilter, wanted: PageRequest) -> Page[Order]:
        parts: list[ColumnElement[Any]] = [literal_column(sql).label(name) for name, sql in PARTS.items()]
        query = select(_o, *parts).where(_TO_SHIP)
        if selection.ready:
            query = query.where(_NOTHING_WAITING, text(f"({_NOTHING_TO_PAY})").bindparams(now=self._tx.now))
        if selection.location_code is not None:
            query = query.where(text(_RESERVED_AT).bindparams(code=selection.location_code))
        shape = replace(wanted, sort=wanted.sort or ("created_at", "id"))
        return await fetch_page(
            self._tx, query, {"id": _o.c.id, "created_at": _o.c.created_at}, wanted=shape, item=order_of, exact=False
        )
