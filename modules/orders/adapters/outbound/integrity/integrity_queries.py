"""The statements of the module's checks; each selects `subject` and `detail` of the violations."""

from collections.abc import Collection, Mapping, Sequence

from modules.orders.adapters.outbound.integrity.fulfillment import (
    ORPHANED_SHIPMENTS_AND_RETURNS,
    WRONG_FULFILLMENT_STATES,
    WRONG_UNIT_COUNTS,
)
from modules.orders.adapters.outbound.integrity.payments import (
    OLD_TOKENS,
    ORPHANED_PAYMENTS_AND_REFUNDS,
    STALE_APPROVALS,
    WRONG_MONEY,
    WRONG_PAYMENT_STATES,
)
from modules.orders.adapters.outbound.integrity.refund_claims import (
    FAILED_REFUNDS,
    REFUNDED_BUT_RESERVED,
    RETURNS_LEFT_OPEN,
    WRONG_CLAIMS,
)
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.ports.integrity import CardPayment, DiscountedOrder
from shared.infra.messaging.queries.consumer_backlog import pending_aggregate_ids
from shared.infra.sql.transaction import sql
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_TOTALS = """
    WITH lines AS (
        SELECT order_id, sum(subtotal_cents) AS subtotal, sum(discount_cents) AS discount,
               sum(tax_cents) AS tax, sum(total_cents) AS total
        FROM orders.order_lines GROUP BY order_id
    )
    SELECT 'order:' || o.id AS subject, 'its amounts are not the sums of its lines' AS detail
    FROM orders.orders o JOIN lines l ON l.order_id = o.id
    WHERE (o.subtotal_cents, o.discount_cents, o.tax_cents - o.shipping_tax_cents)
              IS DISTINCT FROM (l.subtotal, l.discount, l.tax)
       OR o.total_cents <> l.total + o.shipping_cents
              + CASE WHEN o.prices_include_tax THEN 0 ELSE o.shipping_tax_cents END
    UNION ALL
    SELECT 'order:' || l.order_id || ' line ' || l.line_id, 'its total does not match its amounts'
    FROM orders.order_lines l JOIN orders.orders o ON o.id = l.order_id
    WHERE l.total_cents <> l.subtotal_cents - l.discount_cents
              + CASE WHEN o.prices_include_tax THEN 0 ELSE l.tax_cents END
"""
_HISTORIES = """
    WITH last AS (
        SELECT DISTINCT ON (order_id) order_id, sequence, status, payment_status,
               count(*) OVER (PARTITION BY order_id) AS facts
        FROM orders.order_history ORDER BY order_id, sequence DESC
    )
    SELECT 'order:' || o.id AS subject,
           'its state is ' || o.status || ', its history of ' || coalesce(h.facts, 0) || ' facts ends in '
               || coalesce(h.status, 'nothing') AS detail
    FROM orders.orders o LEFT JOIN last h ON h.order_id = o.id
    WHERE (o.status, o.payment_status, o.sequence) IS DISTINCT FROM (h.status, h.payment_status, h.sequence)
       OR h.facts <> h.sequence
"""
_UNITS = """
    SELECT 'order:' || l.order_id || ' line ' || l.line_id AS subject,
           l.reserved || ' reserved and ' || l.backordered || ' backordered in an order that is ' || o.status AS detail
    FROM orders.order_lines l JOIN orders.orders o ON o.id = l.order_id
    WHERE CASE WHEN o.status IN ('pending_payment', 'confirmed')
        THEN l.reserved + l.backordered + l.shipped + l.cancelled <> l.quantity
            -- products without stock-keeping have nothing set aside
            AND NOT (l.reserved + l.backordered = 0 AND l.location_codes = '[]')
        ELSE l.reserved + l.backordered <> 0 END
    UNION ALL
    SELECT 'order:' || l.order_id || ' line ' || l.line_id, 'its digital units are not fulfilled, but its order is paid'
    FROM orders.orders o JOIN orders.order_lines l ON l.order_id = o.id
    WHERE o.status = 'confirmed' AND o.payment_status = 'paid' AND o.hold_reason IS NULL
      AND NOT l.requires_shipping AND l.quantity > l.shipped + l.cancelled + l.backordered
"""
_SET_ASIDE = """
    SELECT l.order_id, sum(l.reserved)::bigint AS here, sum(l.backordered)::bigint AS waiting
    FROM orders.order_lines l JOIN orders.orders o ON o.id = l.order_id
    WHERE o.status = 'confirmed' OR o.payment_due_at > $1 OR (o.status = 'pending_payment' AND o.payment_due_at IS NULL)
    GROUP BY l.order_id HAVING sum(l.reserved + l.backordered) > 0
"""
_ORPHANS = """
    SELECT 'order:' || coalesce(o.id, l.order_id) AS subject,
           CASE WHEN o.id IS NULL THEN 'lines without an order' ELSE 'an order without lines' END AS detail
    FROM orders.orders o FULL JOIN (SELECT DISTINCT order_id FROM orders.order_lines) l ON l.order_id = o.id
    WHERE o.id IS NULL OR l.order_id IS NULL
    UNION ALL
    SELECT 'order:' || h.order_id, 'history without an order'
    FROM (SELECT DISTINCT order_id FROM orders.order_history) h
    WHERE NOT EXISTS (SELECT FROM orders.orders o WHERE o.id = h.order_id)
"""
_ERASURES = """
    SELECT 'order:' || o.id AS subject, 'it has ended, but its erased customer''s address is still stored' AS detail
    FROM orders.orders o WHERE o.erasure = 'waiting' AND o.status NOT IN ('pending_payment', 'confirmed')
    UNION ALL
    SELECT 'order:' || o.id, 'it is to be sent to an address that is erased'
    FROM orders.orders o
    WHERE o.erasure = 'done' AND o.status = 'confirmed' AND o.hold_reason IS NULL AND EXISTS (
        SELECT FROM orders.order_lines l
        WHERE l.order_id = o.id AND l.requires_shipping AND l.quantity > l.shipped + l.cancelled)
"""
_COUNTS = """
    SELECT 'list of orders' AS subject, kept || ' orders are counted, but there are ' || there AS detail
    FROM (SELECT sum(orders) AS kept FROM orders.order_counts) k, (SELECT count(*) AS there FROM orders.orders) o
    WHERE kept IS DISTINCT FROM there
    UNION ALL
    SELECT 'list of ' || part, kept || ' are counted, but there are ' || there
    FROM (SELECT part, sum(number) AS kept FROM orders.part_counts GROUP BY part) k
    JOIN (
        SELECT 'payments' AS part, count(*) AS there FROM orders.payments
        UNION ALL SELECT 'refunds', count(*) FROM orders.refunds
        UNION ALL SELECT 'shipments', count(*) FROM orders.shipments
        UNION ALL SELECT 'returns', count(*) FROM orders.returns
    ) parts USING (part)
    WHERE kept IS DISTINCT FROM there
"""
_DISCOUNTED = """
    SELECT o.id, o.coupon_code, o.discount_cents + o.shipping_discount_cents,
           CASE WHEN o.status = 'pending_payment' THEN 'reserved'
                WHEN o.status = 'expired' THEN 'released'
                WHEN o.status = 'cancelled' AND NOT EXISTS (
                    SELECT FROM orders.order_history h WHERE h.order_id = o.id AND h.fact = 'confirmed'
                ) THEN 'released'
                ELSE 'consumed' END
    FROM orders.orders o
    WHERE o.id > $1 AND (o.coupon_code IS NOT NULL OR o.discount_cents + o.shipping_discount_cents > 0)
    ORDER BY o.id LIMIT $2
"""
_AWAITED = """
    SELECT order_id FROM orders.payments
    WHERE authorization_expires_at IS NULL
      AND status IN ('created', 'authorizing', 'requires_action', 'voiding', 'unknown')
    UNION ALL
    SELECT id FROM orders.orders WHERE status = 'pending_payment' AND paid_cents > 0
"""
_CARDS = """
    SELECT p.id, p.order_id, p.provider, p.provider_id, p.captured_cents, p.refunded_cents - coalesce((
               SELECT sum(r.amount_cents) FROM orders.refunds r
               WHERE r.payment_id = p.id AND r.status = 'succeeded' AND r.method = 'manual'
           ), 0)::bigint,
           p.status NOT IN ('captured', 'declined', 'voided', 'failed') OR EXISTS (
               SELECT FROM orders.refunds r WHERE r.payment_id = p.id AND r.status IN ('pending', 'unknown')
           ) AS is_open
    FROM orders.payments p WHERE p.method = 'card'
"""
_MAX_VIOLATIONS = 100
STOCK_CONSUMER = "orders.apply_stock_movements"


class SqlIntegrity:
    """Implements the port `Integrity`; gives the first hundred of each kind."""

    async def wrong_totals(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, _TOTALS)

    async def broken_histories(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, _HISTORIES)

    async def wrong_states(self, snapshot: Transaction) -> Sequence[Violation]:
        return [*await _found(snapshot, WRONG_PAYMENT_STATES), *await _found(snapshot, WRONG_FULFILLMENT_STATES)]

    async def wrong_money(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, WRONG_MONEY, snapshot.now)

    async def wrong_credits(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, WRONG_CLAIMS)

    async def failed_refunds(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, FAILED_REFUNDS)

    async def stale_returns(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, RETURNS_LEFT_OPEN, snapshot.now)

    async def refunded_but_reserved(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, REFUNDED_BUT_RESERVED)

    async def stale_tokens(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, OLD_TOKENS, snapshot.now)

    async def stale_approvals(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, STALE_APPROVALS, snapshot.now)

    async def misplaced_units(self, snapshot: Transaction) -> Sequence[Violation]:
        return [*await _found(snapshot, _UNITS), *await _found(snapshot, WRONG_UNIT_COUNTS)]

    async def reserved_units(self, snapshot: Transaction) -> Mapping[int, tuple[int, int]]:
        rows = await sql(snapshot).fetch(_SET_ASIDE, snapshot.now)
        return {row["order_id"]: (row["here"], row["waiting"]) for row in rows}

    async def awaiting_money(self, snapshot: Transaction) -> Collection[int]:
        return {row["order_id"] for row in await sql(snapshot).fetch(_AWAITED)}

    async def missing_stock_events(self, snapshot: Transaction) -> Collection[int]:
        pending = await pending_aggregate_ids(sql(snapshot), STOCK_CONSUMER, dead_letters=False)
        return {int(order_id) for order_id in pending}

    async def held_for_shortfall(self, snapshot: Transaction) -> Collection[int]:
        query = "SELECT id FROM orders.orders WHERE hold_reason = $1"
        return {row["id"] for row in await sql(snapshot).fetch(query, STOCK_SHORTFALL)}

    async def wrong_erasures(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, _ERASURES)

    async def overdue(self, snapshot: Transaction) -> Collection[int]:
        rows = await sql(snapshot).fetch("SELECT id FROM orders.orders WHERE payment_due_at <= $1", snapshot.now)
        return {row["id"] for row in rows}

    async def orphans(self, snapshot: Transaction) -> Sequence[Violation]:
        queries = (_ORPHANS, ORPHANED_PAYMENTS_AND_REFUNDS, ORPHANED_SHIPMENTS_AND_RETURNS)
        return [found for query in queries for found in await _found(snapshot, query)]

    async def list_discounted_orders(
        self, snapshot: Transaction, after_order_id: int, limit: int
    ) -> Sequence[DiscountedOrder]:
        rows = await sql(snapshot).fetch(_DISCOUNTED, after_order_id, limit)
        return [DiscountedOrder(*row) for row in rows]

    async def card_money(self, snapshot: Transaction) -> Mapping[int, CardPayment]:
        rows = await sql(snapshot).fetch(_CARDS)
        return {row["id"]: CardPayment(*list(row)[1:]) for row in rows}

    async def wrong_counts(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _found(snapshot, _COUNTS)


async def _found(snapshot: Transaction, query: str, *arguments: object) -> Sequence[Violation]:
    limited = f"SELECT * FROM ({query}) AS found LIMIT {_MAX_VIOLATIONS}"  # noqa: S608 constants only
    rows = await sql(snapshot).fetch(limited, *arguments)
    return [Violation(row["subject"], row["detail"]) for row in rows]
