"""Checks invariants of a shop at rest with its own SQL statements.

`doctor` checks many of them too, but with the program's own code; this check is independent.
"""

from collections.abc import Mapping
from typing import Any

import asyncpg

OPEN = {
    "payments under way": """
        SELECT count(*) FROM orders.payments
        WHERE status IN ('created', 'authorizing', 'requires_action', 'authorized', 'capturing', 'voiding', 'unknown')
           OR next_attempt_at IS NOT NULL
    """,
    "refunds under way": "SELECT count(*) FROM orders.refunds WHERE status IN ('pending', 'unknown')",
    "deliveries pending": "SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL",
}
"""How much is still on its way; all nought when the shop rests."""

LAWS = {
    "an order neither pays nor waits nor stands nor is over": """
        SELECT 'order ' || id || ' is ' || status || ', ' || payment_status FROM orders.orders
        WHERE status = 'pending_payment' OR (status IN ('confirmed', 'completed') AND paid_cents <> total_cents)
           OR (status IN ('cancelled', 'expired') AND paid_cents <> refunded_cents)
    """,
    "a confirmed order lacks committed stock without having consented to wait": """
        SELECT 'order ' || l.order_id || ' line ' || l.line_id || ' lacks '
               || l.quantity - l.cancelled - l.shipped - coalesce(r.units, 0)
        FROM orders.order_lines l JOIN orders.orders o ON o.id = l.order_id
        LEFT JOIN (
            SELECT order_id, line_id, sum(quantity) AS units FROM inventory.reservations
            WHERE state IN ('committed', 'waiting') GROUP BY order_id, line_id
        ) r ON r.order_id = l.order_id AND r.line_id = l.line_id
        WHERE o.status IN ('confirmed', 'completed')
          AND l.quantity - l.cancelled - l.shipped <> coalesce(r.units, 0)
    """,
    "a dead order holds stock": """
        SELECT DISTINCT 'order ' || r.order_id || ' has units ' || r.state FROM inventory.reservations r
        LEFT JOIN orders.orders o ON o.id = r.order_id
        WHERE r.state IN ('held', 'committed', 'waiting') AND coalesce(o.status, 'unknown') NOT IN ('confirmed')
    """,
    "what left the stock is not what was shipped": """
        SELECT 'order ' || coalesce(l.order_id, r.order_id) || ': ' || coalesce(l.units, 0) || ' shipped, '
               || coalesce(r.units, 0) || ' gone'
        FROM (SELECT order_id, sum(shipped) AS units FROM orders.order_lines GROUP BY order_id) l
        FULL JOIN (
            SELECT order_id, sum(-on_hand_delta) AS units FROM inventory.ledger
            WHERE kind IN ('shipped', 'restored') GROUP BY order_id
        ) r ON r.order_id = l.order_id
        WHERE coalesce(l.units, 0) <> coalesce(r.units, 0)
    """,
    "an order was charged twice": """
        SELECT 'order ' || order_id || ' was charged ' || count(*) || ' times' FROM orders.payments
        WHERE captured_cents > 0 GROUP BY order_id HAVING count(*) > 1
    """,
    "a fact happened twice": """
        SELECT e.type || ' of ' || e.aggregate_id || ' happened ' || count(*) || ' times' FROM platform.events e
        WHERE e.type IN ('orders.order.placed', 'orders.order.confirmed', 'orders.order.cancelled')
        GROUP BY e.type, e.aggregate_id HAVING count(*) > 1
        UNION ALL
        SELECT e.type || ' of payment ' || (e.data ->> 'payment_id') || ' happened ' || count(*) || ' times'
        FROM platform.events e WHERE e.type IN ('orders.payment.captured', 'orders.payment.declined')
        GROUP BY e.type, e.data ->> 'payment_id' HAVING count(*) > 1
        UNION ALL
        SELECT e.type || ' of refund ' || (e.data ->> 'refund_id') || ' happened ' || count(*) || ' times'
        FROM platform.events e WHERE e.type = 'orders.refund.succeeded'
        GROUP BY e.type, e.data ->> 'refund_id' HAVING count(*) > 1
    """,
    "an event was lost on its way to a consumer": """
        SELECT e.type || ' ' || e.id || ' never reached ' || c.consumer FROM platform.events e
        JOIN platform.consumers c ON c.event_type IN (e.type, '*') AND c.registered_at < e.occurred_at
        LEFT JOIN platform.deliveries d ON d.event_id = e.id AND d.consumer = c.consumer
        WHERE d.done_at IS NULL
    """,
    "an aggregate's events have a gap": """
        SELECT aggregate_type || ' ' || aggregate_id FROM platform.events
        GROUP BY aggregate_type, aggregate_id HAVING max(sequence) <> count(*) OR min(sequence) <> 1
    """,
    "a buyer got no mail": """
        SELECT e.type || ' of order ' || e.aggregate_id || ' was not mailed' FROM platform.events e
        JOIN (VALUES
            ('orders.order.confirmed', 'order_confirmed'),
            ('orders.shipment.created', 'order_shipped'),
            ('orders.refund.succeeded', 'order_refunded')
        ) mailed (type, kind) ON mailed.type = e.type
        LEFT JOIN notifications.sent_mails m
          ON m.key = e.id || ':notifications.' || mailed.kind AND m.kind = mailed.kind
        -- no confirmation is due for an order that has been cancelled or has expired
        WHERE m.key IS NULL AND NOT (mailed.kind = 'order_confirmed' AND EXISTS (
            SELECT FROM orders.orders o WHERE o.id = e.aggregate_id::bigint AND o.status = 'cancelled'
        ))
    """,
    "a dead letter": """
        SELECT consumer || ' gave up ' || event_id || ': ' || error FROM platform.dead_letters
    """,
}
"""Each statement names what breaks the law."""

COUNTED = {
    "orders": "SELECT status AS name, count(*) FROM orders.orders GROUP BY status",
    "payments": "SELECT status AS name, count(*) FROM orders.payments GROUP BY status",
    "refunds": "SELECT status AS name, count(*) FROM orders.refunds GROUP BY status",
    "shipments": "SELECT status AS name, count(*) FROM orders.shipments GROUP BY status",
    "returns": "SELECT status AS name, count(*) FROM orders.returns GROUP BY status",
    "attempts of deliveries": """
        SELECT least(attempts, 5)::text AS name, count(*) FROM platform.deliveries GROUP BY 1 ORDER BY 1
    """,
}

DELAYS = """
    SELECT coalesce(d.consumer, 'all') AS consumer, count(*) AS deliveries,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) AS p50,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY waited) AS p99, max(waited) AS worst
    FROM (
        SELECT consumer, extract(epoch FROM done_at - created_at)::float8 AS waited
        FROM platform.deliveries WHERE done_at IS NOT NULL
    ) d GROUP BY ROLLUP (d.consumer) ORDER BY 1
"""


class Oracle:
    """Queries the database of a running shop; `url` is the program's."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def still_open(self) -> dict[str, int]:
        """What has not settled yet, with counts."""
        connection = await asyncpg.connect(self._url)
        try:
            counts = {name: await connection.fetchval(question) for name, question in OPEN.items()}
        finally:
            await connection.close()
        return {name: count for name, count in counts.items() if count}

    async def judge(self) -> Mapping[str, Any]:
        """`violations` by invariant, `counted` states, and `delay_seconds` from event to effect by consumer."""
        connection = await asyncpg.connect(self._url)
        try:
            broken = {
                law: [row[0] for row in await connection.fetch(f"{question} LIMIT 50")]
                for law, question in LAWS.items()
            }
            counted = {
                name: dict([tuple(row) for row in await connection.fetch(question)])
                for name, question in COUNTED.items()
            }
            delays = await connection.fetch(DELAYS)
            events = await connection.fetchval("SELECT count(*) FROM platform.events")
        finally:
            await connection.close()
        return {
            "violations": {law: found for law, found in broken.items() if found},
            "counted": counted,
            "events": events,
            "delay_seconds": {
                row["consumer"]: {
                    "deliveries": row["deliveries"],
                    **{name: round(row[name], 3) for name in ("p50", "p99", "worst")},
                }
                for row in delays
            },
        }
