"""Statements that find inconsistencies between orders, payments and refunds."""

OUTSTANDING = """CASE WHEN o.status IN ('cancelled', 'expired') THEN 0 ELSE greatest(0,
    o.total_cents - o.cancelled_cents - o.credited_cents - (o.paid_cents - o.refunded_cents)) END"""
"""SQL equivalent of `Order.outstanding_cents` for an order `o`."""

_MONEY = f"""
    WITH money AS (
        SELECT order_id, count(*) AS payments, sum(captured_cents) AS captured, sum(refunded_cents) AS refunded,
               coalesce(sum(amount_cents) FILTER (WHERE set_aside), 0) AS authorized,
               bool_or(open) AS open, bool_or(open AND buyers_turn) AS buyers_turn,
               bool_or(status = 'voided' AND was_authorized) AS voided,
               bool_or(status IN ('voided', 'failed') AND was_authorized) AS lapsed,
               max(updated_at) AS changed_at
        FROM orders.payments p
        CROSS JOIN LATERAL (SELECT p.authorization_expires_at IS NOT NULL AS was_authorized) a
        CROSS JOIN LATERAL (
            SELECT was_authorized AND status NOT IN ('captured', 'declined', 'voided', 'failed') AS set_aside,
                   NOT was_authorized
                       AND status IN ('created', 'authorizing', 'requires_action', 'voiding', 'unknown') AS open,
                   status IN ('requires_action', 'voiding') AS buyers_turn
        ) s
        GROUP BY order_id
    ), given AS (
        SELECT order_id, sum(amount_cents) FILTER (WHERE status = 'succeeded') AS back,
               sum(amount_cents) FILTER (WHERE status <> 'failed') AS counted,
               bool_or(status = 'failed') AS failed
        FROM orders.refunds GROUP BY order_id
    ), balances AS (
        SELECT o.*, o.total_cents - o.cancelled_cents AS due, {OUTSTANDING} AS outstanding, m.lapsed, m.changed_at,
               coalesce(m.captured, 0) AS captured, coalesce(m.refunded, 0) AS refunded,
               coalesce(m.authorized, 0) AS authorized, coalesce(m.open, false) AS open,
               coalesce(m.buyers_turn, false) AS buyers_turn, coalesce(m.voided, false) AS voided,
               coalesce(g.back, 0) AS back, coalesce(g.counted, 0) AS counted, coalesce(g.failed, false) AS failed
        FROM orders.orders o LEFT JOIN money m ON m.order_id = o.id LEFT JOIN given g ON g.order_id = o.id
    )
"""  # noqa: S608 constants only

WRONG_PAYMENT_STATES = f"""{_MONEY}
    SELECT 'order:' || id AS subject,
           'it is ' || payment_status || ' with ' || paid_cents || ' of ' || due || ' paid, ' || refunded_cents
               || ' refunded and ' || authorized || ' authorized' AS detail
    FROM balances
    WHERE payment_in_flight <> open OR payment_status <> CASE
        WHEN outstanding = 0 AND refunded_cents > 0 THEN
            CASE WHEN refunded_cents >= paid_cents THEN 'refunded' ELSE 'partially_refunded' END
        WHEN outstanding = 0 AND paid_cents > 0 THEN 'paid'
        WHEN open THEN CASE WHEN buyers_turn THEN 'requires_action' ELSE 'pending' END
        WHEN authorized > 0 THEN 'authorized'
        WHEN paid_cents > refunded_cents THEN 'partially_paid'
        WHEN voided THEN 'voided'
        WHEN status IN ('confirmed', 'completed') AND outstanding = 0 THEN 'paid'
        ELSE 'unpaid' END
"""  # noqa: S608 constants only

WRONG_MONEY = f"""{_MONEY}
    SELECT 'order:' || id AS subject,
           'it has ' || paid_cents || ' paid and ' || refunded_cents || ' refunded, its payments ' || captured
               || ' and ' || refunded || ', its refunds ' || back AS detail
    FROM balances
    WHERE paid_cents <> captured OR refunded_cents <> back OR refunded_cents <> refunded
    UNION ALL
    SELECT 'order:' || id, counted || ' are refunded or in open refunds, but only ' || captured || ' were captured'
    FROM balances WHERE counted > captured
    UNION ALL
    SELECT 'payment:' || p.id,
           'its refunds add up to ' || coalesce(r.back, 0) || ', but it has ' || p.refunded_cents || ' refunded'
    FROM orders.payments p LEFT JOIN (
        SELECT payment_id, sum(amount_cents) AS back FROM orders.refunds WHERE status = 'succeeded' GROUP BY payment_id
    ) r ON r.payment_id = p.id
    WHERE p.refunded_cents <> coalesce(r.back, 0)
    UNION ALL
    SELECT 'order:' || id, 'it is ' || status || ', but ' || outstanding || ' of ' || due || ' are outstanding'
    FROM balances
    -- An order stays confirmed if its authorization expires, and an order on invoice may be paid later.
    WHERE status IN ('confirmed', 'completed') AND outstanding > authorized
      AND payment_method IS DISTINCT FROM 'invoice' AND NOT coalesce(lapsed, false)
      AND NOT EXISTS (
          SELECT FROM orders.payments p JOIN orders.order_history h ON h.order_id = p.order_id
          WHERE p.order_id = balances.id AND h.fact = 'confirmed' AND h.at < p.created_at
      )
      AND NOT EXISTS (
          SELECT FROM orders.payments p
          WHERE p.order_id = balances.id AND p.method = 'manual' AND p.status = 'voided'
      )
    UNION ALL
    SELECT 'order:' || id,
           'it waits for payment, but ' || paid_cents + authorized || ' of ' || due || ' are paid or authorized'
    FROM balances WHERE status = 'pending_payment' AND paid_cents + authorized > 0 AND outstanding <= authorized
    UNION ALL
    SELECT 'order:' || id, 'it would expire although ' || paid_cents - refunded_cents || ' have been paid'
    FROM balances WHERE status = 'pending_payment' AND paid_cents > refunded_cents AND payment_due_at IS NOT NULL
    UNION ALL
    SELECT 'order:' || id, 'it would never expire although nothing is paid'
    FROM balances WHERE status = 'pending_payment' AND paid_cents <= refunded_cents AND payment_due_at IS NULL
    UNION ALL
    SELECT 'order:' || id,
           'its total is ' || due || ', but ' || paid_cents - counted || ' are captured and not refunded'
    FROM balances WHERE status IN ('confirmed', 'completed') AND NOT failed AND paid_cents - counted > due
    UNION ALL
    SELECT 'order:' || id, 'it is ' || status || ', but ' || paid_cents - counted || ' are captured and not refunded'
    FROM balances WHERE status IN ('cancelled', 'expired') AND paid_cents > counted
      AND changed_at < $1::timestamptz - interval '10 minutes'
    UNION ALL
    SELECT 'payment:' || p.id, 'it is authorized, but its order is ' || o.status
    FROM orders.payments p JOIN orders.orders o ON o.id = p.order_id
    WHERE o.status IN ('cancelled', 'expired') AND p.authorization_expires_at IS NOT NULL
      AND p.status NOT IN ('captured', 'declined', 'voided', 'failed') AND p.next_attempt_at IS NULL
      AND p.updated_at < $1::timestamptz - interval '10 minutes'
    UNION ALL
    SELECT 'payment:' || p.id, 'it is authorized and its order is completed, but no capture is requested'
    FROM orders.payments p JOIN balances ON balances.id = p.order_id
    WHERE balances.status = 'completed' AND balances.outstanding > 0 AND p.status = 'authorized'
      AND p.next_attempt_at IS NULL AND p.updated_at < $1::timestamptz - interval '10 minutes'
"""  # noqa: S608 constants only

ORPHANED_PAYMENTS_AND_REFUNDS = """
    SELECT 'payment:' || p.id AS subject, 'a payment without an order' AS detail
    FROM orders.payments p WHERE NOT EXISTS (SELECT FROM orders.orders o WHERE o.id = p.order_id)
    UNION ALL
    SELECT 'refund:' || r.id, 'a refund without a payment of its order' FROM orders.refunds r
    WHERE NOT EXISTS (SELECT FROM orders.payments p WHERE p.id = r.payment_id AND p.order_id = r.order_id)
"""

STALE_APPROVALS = """
    SELECT 'payment:' || id AS subject, 'it has waited for the buyer since ' || updated_at AS detail
    FROM orders.payments
    WHERE status = 'requires_action' AND coalesce((next_action->>'expires_at')::timestamptz, '-infinity')
          < $1::timestamptz - interval '10 minutes'
"""

OLD_TOKENS = """
    SELECT 'payment:' || id AS subject, 'its token has been stored since ' || created_at AS detail
    FROM orders.payments WHERE token IS NOT NULL AND created_at < $1::timestamptz - interval '1 day'
"""
