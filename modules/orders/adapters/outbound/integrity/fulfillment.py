"""Statements that find inconsistencies between orders, shipments and returns."""

_SHIPPED = """
    SELECT s.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
    FROM orders.shipments s CROSS JOIN LATERAL jsonb_array_elements(s.items) i
    WHERE s.status <> 'cancelled' GROUP BY 1, 2
"""
_RETURNED = """
    SELECT r.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
    FROM orders.returns r CROSS JOIN LATERAL jsonb_array_elements(r.items->'arrived') i GROUP BY 1, 2
"""
_EXPECTED = """
    SELECT a.order_id, a.line_id, sum(a.units) AS units
    FROM (
        SELECT r.id, r.order_id, r.status, (i->>'line_id')::int AS line_id, (i->>'quantity')::int AS units
        FROM orders.returns r CROSS JOIN LATERAL jsonb_array_elements(r.items->'asked') i
        UNION ALL
        SELECT r.id, r.order_id, r.status, (i->>'line_id')::int, -(i->>'quantity')::int
        FROM orders.returns r CROSS JOIN LATERAL jsonb_array_elements(r.items->'arrived') i
    ) a
    WHERE a.status IN ('requested', 'approved', 'received')
      AND NOT EXISTS (SELECT FROM orders.refunds f WHERE f.return_id = a.id)
    GROUP BY 1, 2
"""
"""A refunded return expects no more units, even after its refund failed."""

WRONG_FULFILLMENT_STATES = """
    WITH counted AS (
        SELECT order_id, sum(quantity - cancelled) AS wanted, sum(shipped) AS shipped, sum(returned) AS returned,
               coalesce(sum(quantity - cancelled) FILTER (WHERE requires_shipping), 0) AS to_send,
               coalesce(sum(shipped) FILTER (WHERE requires_shipping), 0) AS sent
        FROM orders.order_lines GROUP BY order_id
    ), delivered AS (
        SELECT s.order_id, sum((i->>'quantity')::int) AS units
        FROM orders.shipments s CROSS JOIN LATERAL jsonb_array_elements(s.items) i
        WHERE s.status = 'delivered' GROUP BY s.order_id
    ), awaited AS (
        SELECT DISTINCT order_id FROM orders.returns WHERE status IN ('requested', 'approved')
    ), stated AS (
        SELECT o.id, o.status, o.fulfillment_status, o.return_status, o.delivered_units,
               c.wanted, c.shipped, c.returned, c.sent,
               -- without goods that travel, digital units count
               CASE WHEN c.to_send > 0 THEN c.to_send ELSE c.wanted END AS counted,
               CASE WHEN c.to_send > 0 THEN c.sent ELSE c.shipped END AS done,
               coalesce(d.units, 0) AS delivered, a.order_id IS NOT NULL AS awaited
        FROM orders.orders o JOIN counted c ON c.order_id = o.id
        LEFT JOIN delivered d ON d.order_id = o.id LEFT JOIN awaited a ON a.order_id = o.id
    )
    SELECT 'order:' || id AS subject,
           'it is ' || status || ' and ' || fulfillment_status || ' with ' || shipped || ' of ' || wanted
               || ' units shipped and ' || delivered || ' delivered' AS detail
    FROM stated
    WHERE delivered_units <> delivered OR (status = 'completed') <> (shipped > 0 AND shipped = wanted)
       OR fulfillment_status <> CASE
            WHEN done = 0 THEN 'unfulfilled'
            WHEN done < counted THEN 'partially_fulfilled'
            WHEN delivered >= done THEN 'delivered'
            ELSE 'fulfilled' END
    UNION ALL
    SELECT 'order:' || id, 'its returns are ' || return_status || ' with ' || returned || ' of ' || sent
           || ' units returned' || CASE WHEN awaited THEN ' and others requested' ELSE '' END
    FROM stated
    WHERE return_status <> CASE
        WHEN returned > 0 AND returned >= sent THEN 'returned'
        WHEN awaited THEN 'requested'
        WHEN returned > 0 THEN 'partially_returned'
        ELSE 'none' END
"""

WRONG_UNIT_COUNTS = f"""
    SELECT 'order:' || coalesce(l.order_id, s.order_id, r.order_id) || ' line '
               || coalesce(l.line_id, s.line_id, r.line_id) AS subject,
           coalesce(l.sent, 0) || ' shipped and ' || coalesce(l.returned, 0) || ' returned, but its shipments have '
               || coalesce(s.units, 0) || ' and its returns ' || coalesce(r.units, 0) AS detail
    FROM (
        SELECT order_id, line_id, returned, CASE WHEN requires_shipping THEN shipped ELSE 0 END AS sent
        FROM orders.order_lines
    ) l FULL JOIN ({_SHIPPED}) s ON s.order_id = l.order_id AND s.line_id = l.line_id
    FULL JOIN ({_RETURNED}) r ON r.order_id = coalesce(l.order_id, s.order_id)
        AND r.line_id = coalesce(l.line_id, s.line_id)
    WHERE coalesce(l.sent, 0) <> coalesce(s.units, 0) OR coalesce(l.returned, 0) <> coalesce(r.units, 0)
    UNION ALL
    SELECT 'order:' || l.order_id || ' line ' || l.line_id,
           l.shipped || ' shipped and ' || l.returned || ' returned, but ' || e.units || ' more are in open returns'
    FROM orders.order_lines l JOIN ({_EXPECTED}) e ON e.order_id = l.order_id AND e.line_id = l.line_id
    WHERE l.returned + e.units > l.shipped
"""  # noqa: S608 constants only

ORPHANED_SHIPMENTS_AND_RETURNS = """
    SELECT 'shipment:' || s.id AS subject, 'it has no order' AS detail
    FROM orders.shipments s WHERE NOT EXISTS (SELECT FROM orders.orders o WHERE o.id = s.order_id)
    UNION ALL
    SELECT 'return:' || r.id, 'it has no order'
    FROM orders.returns r WHERE NOT EXISTS (SELECT FROM orders.orders o WHERE o.id = r.order_id)
    UNION ALL
    SELECT 'return:' || r.id, 'its refund is not one of its order'
    FROM orders.returns r
    WHERE (r.refund_id IS NOT NULL OR (r.status = 'refunded' AND r.credited_cents = 0))
      AND NOT EXISTS (
          SELECT FROM orders.refunds f WHERE f.id = r.refund_id AND f.order_id = r.order_id AND f.return_id = r.id)
"""
