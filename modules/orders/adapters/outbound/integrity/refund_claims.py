"""Statements that find inconsistent claims of refunds and returns."""

FAILED_REFUNDS = """
    SELECT 'refund:' || f.id AS subject,
           f.amount_cents || ' of order ' || f.order_id || ' were not refunded; retry or dismiss it' AS detail
    FROM orders.refunds f JOIN orders.orders o ON o.id = f.order_id
    WHERE f.status = 'failed' AND f.retried_as IS NULL AND f.dismissed_at IS NULL AND o.paid_cents > (
        SELECT coalesce(sum(r.amount_cents), 0) FROM orders.refunds r
        WHERE r.order_id = f.order_id AND r.status <> 'failed')
"""
"""Failed refunds are resolved if other refunds have returned all of the order's money."""

_CLAIMED = """
    SELECT c.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
    FROM (
        SELECT order_id, items FROM orders.refunds WHERE status <> 'failed' AND origin IN ('request', 'return')
        UNION ALL SELECT order_id, items->'credited' FROM orders.returns WHERE items ? 'credited'
    ) c CROSS JOIN LATERAL jsonb_array_elements(c.items) i GROUP BY 1, 2
"""

_CAME_BACK = """
    SELECT r.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
    FROM orders.returns r CROSS JOIN LATERAL jsonb_array_elements(r.items->'arrived') i
    WHERE r.status = 'refunded' GROUP BY 1, 2
"""
_LEFT_BY_FAILURES = """
    SELECT f.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
    FROM orders.refunds f CROSS JOIN LATERAL jsonb_array_elements(f.items) i
    WHERE f.status = 'failed' AND f.retried_as IS NULL AND f.origin IN ('request', 'return') GROUP BY 1, 2
"""
"""Returns do not pay again for units that another refund covers, which may fail later. Staff can dismiss one failed
part of a return's refund and retry the others.
"""

WRONG_CLAIMS = f"""
    SELECT 'order:' || l.order_id || ' line ' || l.line_id AS subject,
           l.credited || ' units are credited, of which ' || l.cancelled || ' were cancelled and '
               || coalesce(c.units, 0) || ' refunded' AS detail
    FROM orders.order_lines l LEFT JOIN ({_CLAIMED}) c ON c.order_id = l.order_id AND c.line_id = l.line_id
    WHERE l.credited > l.cancelled + coalesce(c.units, 0)
    UNION ALL
    SELECT 'order:' || l.order_id || ' line ' || l.line_id,
           b.units || ' units are in refunded returns, but only ' || l.credited - l.cancelled
               || ' were refunded or credited'
    FROM orders.order_lines l JOIN ({_CAME_BACK}) b ON b.order_id = l.order_id AND b.line_id = l.line_id
    LEFT JOIN ({_LEFT_BY_FAILURES}) f ON f.order_id = l.order_id AND f.line_id = l.line_id
    WHERE b.units > l.credited - l.cancelled + coalesce(f.units, 0)
    UNION ALL
    SELECT 'order:' || order_id || ' line ' || line_id,
           'all units are credited, but for ' || credited_cents || ' instead of ' || total_cents
    FROM orders.order_lines WHERE credited = quantity AND credited_cents <> total_cents
    UNION ALL
    SELECT 'order:' || o.id, o.credited_cents || ' are credited, but its refunds and returns add up to '
        || coalesce(f.given, 0) + coalesce(r.credited, 0)
    FROM orders.orders o LEFT JOIN (
        SELECT order_id, sum(amount_cents) AS given FROM orders.refunds
        WHERE status = 'succeeded' AND origin IN ('request', 'return') GROUP BY order_id
    ) f ON f.order_id = o.id LEFT JOIN (
        SELECT order_id, sum(credited_cents) AS credited FROM orders.returns GROUP BY order_id
    ) r ON r.order_id = o.id
    WHERE o.credited_cents <> coalesce(f.given, 0) + coalesce(r.credited, 0)
    UNION ALL
    SELECT 'order:' || o.id, o.credited_shipping_cents || ' of its shipping are credited, but its returns add up to '
        || coalesce(r.credited, 0)
    FROM orders.orders o LEFT JOIN (
        SELECT order_id, sum(credited_shipping_cents) AS credited FROM orders.returns GROUP BY order_id
    ) r ON r.order_id = o.id
    WHERE o.credited_shipping_cents <> coalesce(r.credited, 0)
    UNION ALL
    SELECT 'return:' || r.id, 'it is refunded, but its refund ' || f.id || ' has failed'
    FROM orders.returns r JOIN orders.refunds f ON f.return_id = r.id OR f.id = r.refund_id
    WHERE r.status = 'refunded' AND f.status = 'failed'
      AND (f.id = r.refund_id OR f.retried_as IS NULL AND f.dismissed_at IS NULL)
    UNION ALL
    SELECT 'return:' || r.id, r.refund_cents || ' were refunded, but its refunds add up to ' || coalesce(f.given, 0)
    FROM orders.returns r LEFT JOIN (
        SELECT return_id, sum(amount_cents) AS given FROM orders.refunds
        WHERE status <> 'failed' AND return_id IS NOT NULL GROUP BY return_id
    ) f ON f.return_id = r.id
    WHERE r.status = 'refunded' AND r.refund_cents <> coalesce(f.given, 0)
    UNION ALL
    SELECT 'return:' || id, 'it is ' || status || ' with ' || refund_cents || ' refunded and ' || credited_cents
        || ' credited'
    FROM orders.returns
    WHERE (status = 'refunded') <> (refund_cents + credited_cents > 0) OR (refund_id IS NULL) <> (refund_cents = 0)
"""  # noqa: S608 constants only

RETURNS_LEFT_OPEN = """
    SELECT 'return:' || id AS subject,
           'it was received at ' || updated_at || ' and is neither refunded nor closed' AS detail
    FROM orders.returns WHERE status = 'received' AND updated_at < $1::timestamptz - interval '14 days'
"""

REFUNDED_BUT_RESERVED = """
    SELECT 'order:' || o.id AS subject, 'it is refunded in full: cancel the units that are not shipped' AS detail
    FROM orders.orders o
    WHERE o.status = 'confirmed' AND o.total_cents > o.cancelled_cents AND o.total_cents - o.cancelled_cents <= (
        SELECT coalesce(sum(r.amount_cents), 0) FROM orders.refunds r
        WHERE r.order_id = o.id AND r.status <> 'failed' AND r.origin IN ('request', 'return'))
      AND EXISTS (SELECT FROM orders.order_lines l WHERE l.order_id = o.id AND l.quantity > l.shipped + l.cancelled)
    UNION ALL
    SELECT 'order:' || l.order_id || ' line ' || l.line_id,
           l.credited - l.shipped - l.cancelled || ' units were refunded before they were shipped: cancel them'
    FROM orders.order_lines l JOIN orders.orders o ON o.id = l.order_id
    WHERE o.status = 'confirmed' AND l.credited > l.shipped + l.cancelled
"""
