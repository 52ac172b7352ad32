"""Implements the port `OrderRepository` in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import orjson

from modules.orders.adapters.outbound.sql.id_sequences import IdSequence
from modules.orders.adapters.outbound.sql.order_mapping import (
    CLAIM,
    SELECT,
    changing_line_rows_of,
    changing_row_of,
    history_rows_of,
    line_rows_of,
    order_of,
    row_of,
    terms_of,
)
from modules.orders.adapters.outbound.sql.payment_mapping import changed_rows, new_rows
from modules.orders.adapters.outbound.sql.published_events import collect_events
from modules.orders.adapters.outbound.sql.tables import order_history, order_lines, orders, payments, refunds
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.buyer import BUYER_TEXTS, Buyer
from modules.orders.domain.order.erasure import CUSTOMER_ERASED, ERASED, Erasure
from modules.orders.domain.order.order import Order
from modules.orders.domain.settlement.disputes import DISPUTE
from modules.orders.ports.orders.order_repository import Reference, SequenceName
from shared.infra.sql.advisory_lock import AdvisoryLock
from shared.infra.sql.transaction import SqlTransaction

_LOCK_NAMES = AdvisoryLock(20_264).lock_names("$1::text[]")
_BY_REFERENCE = """
    SELECT o.id, o.reference_scope, o.client_reference
    FROM unnest($1::text[], $2::text[]) AS requested(scope, reference)
    JOIN orders.orders o ON o.client_reference = requested.reference AND o.reference_scope = requested.scope
"""
_UNPAID = """
    SELECT customer_id, count(*) AS unpaid FROM orders.orders
    WHERE customer_id = ANY($1::bigint[]) AND status = 'pending_payment' AND placed_by = 'user:' || customer_id
    GROUP BY customer_id
"""
_LOCK = "SELECT FROM orders.orders WHERE id = $1 FOR NO KEY UPDATE"
_LOCK_AVAILABLE = """
    SELECT id FROM orders.orders WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
_SAVE_TERMS = """
    UPDATE orders.orders SET
        guest = $2::jsonb, guest_email = $3, shipping_method = $4, shipping_tax_rate_bps = $5,
        shipping_cents = $6, shipping_tax_cents = $7, tax_cents = $8, total_cents = $9,
        shipping_discount_cents = $10
    WHERE id = $1
"""
_CLAIM = """
    INSERT INTO orders.verified_customers (customer_id, email) VALUES ($1, lower($2))
    ON CONFLICT (customer_id) DO UPDATE SET email = excluded.email
"""
# Guest orders of a verified address become orders of the account, so that both are erased together.
_MERGE_GUEST_ORDERS = """
    WITH mine AS (DELETE FROM orders.verified_customers WHERE customer_id = $1 RETURNING email)
    UPDATE orders.orders o SET customer_id = $1, guest = NULL, guest_email = NULL
    FROM mine WHERE o.customer_id IS NULL AND o.guest_email = mine.email
"""
_TO_BE_SHIPPED = """
    o.status IN ('pending_payment', 'confirmed') AND EXISTS (
        SELECT FROM orders.order_lines l
        WHERE l.order_id = o.id AND l.requires_shipping AND l.quantity > l.shipped + l.cancelled)
"""
"""Goods are still to be shipped, so the address is needed."""
_ERASE = f"""
    UPDATE orders.orders o SET
        shipping_address = CASE WHEN {_TO_BE_SHIPPED} THEN shipping_address ELSE shipping_address || $3::jsonb END,
        erasure = CASE WHEN {_TO_BE_SHIPPED} THEN 'waiting' ELSE 'done' END,
        billing_address = billing_address || $3::jsonb,
        tax_id = NULL, {", ".join(f"{name} = NULL" for name in BUYER_TEXTS)}, metadata = '{{}}',
        version = version + 1, updated_at = $2,
        hold_reason = CASE WHEN hold_reason <> ALL($4::text[]) THEN 'erased' ELSE hold_reason END
    WHERE customer_id = $1 AND erasure IS NULL
    RETURNING id, erasure
"""  # noqa: S608 constants only
_ERASE_HISTORY = """
    UPDATE orders.order_history h SET detail = h.detail || '{"reason": "erased"}'
    FROM orders.orders o WHERE o.id = h.order_id AND o.customer_id = $1
      AND h.detail ? 'reason' AND h.detail->>'reason' <> ALL($2::text[])
"""
_ERASE_REFUNDS = """
    UPDATE orders.refunds r SET reason = 'erased', updated_at = $2,
        dismiss_reason = CASE WHEN dismiss_reason IS NOT NULL THEN 'erased' END
    FROM orders.orders o WHERE o.id = r.order_id AND o.customer_id = $1
"""
_BUYERS = f"""
    SELECT o.id, o.customer_id, o.placed_by, {CLAIM} AS claimed_by FROM orders.orders o WHERE o.id = ANY($1::bigint[])
"""  # noqa: S608 constants only
_WITH_COUPON = "SELECT id FROM orders.orders WHERE customer_id = $1 AND coupon_code IS NOT NULL"
_UNSETTLED = """
    SELECT order_id FROM (
        SELECT order_id, next_attempt_at FROM orders.payments WHERE next_attempt_at <= $1
        UNION ALL SELECT order_id, next_attempt_at FROM orders.refunds WHERE next_attempt_at <= $1
        UNION ALL
        SELECT p.order_id, least(o.payment_due_at, e.expires_at)
        FROM orders.payments p JOIN orders.orders o ON o.id = p.order_id
        CROSS JOIN LATERAL (SELECT (p.next_action->>'expires_at')::timestamptz AS expires_at) e
        WHERE p.status = 'requires_action' AND least(o.payment_due_at, e.expires_at) <= $1
    ) due GROUP BY order_id ORDER BY min(next_attempt_at) LIMIT $2
"""
_DUE_AT_PROVIDER = """
    SELECT order_id FROM orders.payments WHERE order_id = ANY($1::bigint[]) AND next_attempt_at <= $2
    UNION SELECT order_id FROM orders.refunds WHERE order_id = ANY($1::bigint[]) AND next_attempt_at <= $2
"""
_EXPIRING_AUTHORIZATIONS = """
    SELECT order_id FROM orders.payments
    WHERE status = 'authorized' AND NOT lapse_notified AND authorization_expires_at <= $1 LIMIT $2
"""
_DUE = """
    SELECT id FROM orders.orders
    WHERE status = 'pending_payment' AND payment_due_at <= $1 AND NOT payment_in_flight
    ORDER BY payment_due_at LIMIT $2
"""

_SYSTEM_REASONS = [STOCK_SHORTFALL, DISPUTE, CUSTOMER_ERASED, ERASED]
"""Reasons set by the system; they contain no personal data."""

_ERASED_ADDRESS = orjson.dumps(
    {
        **dict.fromkeys(("name", "line1", "city", "postal_code"), ERASED),
        **dict.fromkeys(("company", "line2", "region", "phone")),
    }
).decode()


class SqlOrderRepository:
    """Writes are collected on the transaction; its commit sends them as one statement."""

    def __init__(self, tx: SqlTransaction, ids: Mapping[SequenceName, IdSequence]) -> None:
        self._tx = tx
        self._ids = ids

    async def next_ids(self, count: int, of: SequenceName = "order") -> Sequence[int]:
        return await self._ids[of].take(self._tx, count)

    async def lock_names(self, names: Collection[str]) -> None:
        if names:
            await self._tx.fetch(_LOCK_NAMES, list(names))

    async def find_by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        scopes, texts = [r.scope for r in references], [r.text for r in references]
        rows = await self._tx.fetch(_BY_REFERENCE, scopes, texts)
        return {Reference(row["reference_scope"], row["client_reference"]): row["id"] for row in rows}

    async def count_unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        rows = await self._tx.fetch(_UNPAID, list(customer_ids))
        return {row["customer_id"]: row["unpaid"] for row in rows}

    def add(self, order: Order) -> None:
        self._tx.insert(orders, [row_of(order)])
        self._tx.insert(order_lines, line_rows_of(order))
        self._tx.insert(order_history, history_rows_of(order))
        self._tx.insert(payments, new_rows(order.payments))
        collect_events(self._tx, order)

    def save(self, order: Order) -> None:
        self._tx.update(order_lines, ("order_id", "line_id"), changing_line_rows_of(order))
        self.save_money(order)

    async def save_terms(self, order: Order) -> None:
        await self._tx.fetch(_SAVE_TERMS, *terms_of(order))

    def save_money(self, order: Order) -> None:
        self._tx.update(orders, ("id",), [changing_row_of(order)])
        self._tx.insert(order_history, history_rows_of(order))
        for table, parts in ((payments, order.payments), (refunds, order.refunds)):
            self._tx.insert(table, new_rows(parts))
            self._tx.update(table, ("id",), changed_rows(parts))
        collect_events(self._tx, order)

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        # Lock and read separately: a statement that waits for the lock still reads the old lines.
        if not await self._tx.fetch(_LOCK if wait else _LOCK + " SKIP LOCKED", order_id):
            return None
        row = await self._tx.fetch_one(SELECT + "WHERE o.id = $1", order_id)
        return order_of(row) if row else None

    async def lock_available(self, order_ids: Collection[int]) -> Sequence[Order]:
        locked = [row["id"] for row in await self._tx.fetch(_LOCK_AVAILABLE, list(order_ids))]
        rows = await self._tx.fetch(SELECT + "WHERE o.id = ANY($1::bigint[]) ORDER BY o.id", locked) if locked else []
        return [order_of(row) for row in rows]

    async def find_by_payment(self, payment_id: int) -> int | None:
        row = await self._tx.fetch_one("SELECT order_id FROM orders.payments WHERE id = $1", payment_id)
        return row["order_id"] if row else None

    async def find_by_refund(self, refund_id: int) -> int | None:
        row = await self._tx.fetch_one("SELECT order_id FROM orders.refunds WHERE id = $1", refund_id)
        return row["order_id"] if row else None

    async def get_buyers(self, order_ids: Sequence[int]) -> Mapping[int, Buyer]:
        rows = await self._tx.fetch(_BUYERS, list(order_ids))
        return {
            row["id"]: Buyer(
                customer_id=row["customer_id"], guest=None, placed_by=row["placed_by"], claimed_by=row["claimed_by"]
            )
            for row in rows
        }

    async def list_with_coupon(self, customer_id: int) -> Sequence[int]:
        return [row["id"] for row in await self._tx.fetch(_WITH_COUPON, customer_id)]

    async def claim_guest_orders(self, customer_id: int, email: str) -> None:
        await self._tx.fetch(_CLAIM, customer_id, email)

    async def erase(self, customer_id: int) -> Sequence[int]:
        await self._tx.fetch(_MERGE_GUEST_ORDERS, customer_id)
        rows = await self._tx.fetch(_ERASE, customer_id, self._tx.now, _ERASED_ADDRESS, _SYSTEM_REASONS)
        await self._tx.fetch(_ERASE_HISTORY, customer_id, _SYSTEM_REASONS)
        await self._tx.fetch(_ERASE_REFUNDS, customer_id, self._tx.now)
        return [row["id"] for row in rows if row["erasure"] == Erasure.WAITING]

    async def list_overdue(self, limit: int) -> Sequence[int]:
        return [row["id"] for row in await self._tx.fetch(_DUE, self._tx.now, limit)]

    async def list_due_among(self, order_ids: Sequence[int]) -> Sequence[int]:
        return [row["order_id"] for row in await self._tx.fetch(_DUE_AT_PROVIDER, list(order_ids), self._tx.now)]

    async def list_due_at_provider(self, limit: int) -> Sequence[int]:
        return [row["order_id"] for row in await self._tx.fetch(_UNSETTLED, self._tx.now, limit)]

    async def list_expiring_authorizations(self, within: timedelta, limit: int) -> Sequence[int]:
        return [row["order_id"] for row in await self._tx.fetch(_EXPIRING_AUTHORIZATIONS, self._tx.now + within, limit)]
