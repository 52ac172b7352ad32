"""Statement that finds inconsistencies between coupons, redemptions and orders."""

WRONG_REDEMPTIONS = """
    SELECT 'coupon:' || coalesce(c.code, r.code) AS subject,
           CASE WHEN c.code IS NULL THEN 'redeemed by ' || r.live || ' orders, but there is none'
                ELSE 'redeemed ' || c.redeemed || ' times of ' || coalesce(c.max_redemptions::text, 'any number')
                     || ', but by ' || coalesce(r.live, 0) || ' orders' END AS detail
    FROM orders.coupons c
    FULL JOIN (
        SELECT code, count(*) AS live FROM orders.coupon_redemptions WHERE state <> 'released' GROUP BY code
    ) r ON r.code = c.code
    WHERE c.redeemed IS DISTINCT FROM coalesce(r.live, 0) OR c.redeemed > c.max_redemptions
    UNION ALL
    SELECT 'order:' || r.order_id, 'its coupon ' || r.code || ' is ' || r.state || ' for ' || r.discount_cents
           || CASE WHEN o.id IS NULL THEN ' cents, but there is no such order'
                   ELSE ' cents; it is ' || o.status || ' with ' || coalesce(o.coupon_code, 'none') || ' for '
                        || o.discount_cents || ' cents' END
    FROM orders.coupon_redemptions r LEFT JOIN orders.orders o ON o.id = r.order_id
    WHERE o.id IS NULL OR (r.code, r.discount_cents) IS DISTINCT FROM (o.coupon_code, o.discount_cents)
       OR r.state <> CASE
            WHEN o.status = 'pending_payment' THEN 'reserved'
            WHEN o.status = 'expired' THEN 'released'
            WHEN o.status = 'cancelled' AND NOT EXISTS (
                SELECT FROM orders.order_history h WHERE h.order_id = o.id AND h.fact = 'confirmed'
            ) THEN 'released'
            ELSE 'consumed' END
    UNION ALL
    SELECT 'order:' || o.id, 'its discount of ' || o.discount_cents || ' cents was never redeemed'
    FROM orders.orders o
    WHERE (o.coupon_code IS NOT NULL OR o.discount_cents > 0)
      AND NOT EXISTS (SELECT FROM orders.coupon_redemptions r WHERE r.order_id = o.id)
"""
