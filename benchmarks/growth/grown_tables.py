"""Fills the tables of a shop with a number of settled orders, at the same orders per day however many they are."""

import asyncpg

from benchmarks.load.baskets import LINES
from benchmarks.many_orders import indexing
from benchmarks.reads.filled_orders import PRICE_CENTS, fill

ORDERS_PER_DAY = 2_500
CUSTOMERS = 500
_TOTAL = LINES * PRICE_CENTS

AT = "date_trunc('day', now()) - ({orders} - n) * interval '1 day' / " + str(ORDERS_PER_DAY)
"""The last order was placed at the beginning of this day."""

_PARTS = f"""
    INSERT INTO orders.order_history (order_id, sequence, at, fact, status, payment_status, actor, request_id, detail)
    SELECT id, step, created_at, 'updated', status, payment_status, placed_by, 'r' || id, '{{}}'
    FROM orders.orders, generate_series(1, 3) step;

    INSERT INTO orders.payments (
        id, order_id, method, status, amount_cents, currency, captured_cents, refunded_cents, lapse_notified, attempts,
        created_at, updated_at
    )
    SELECT id, id, 'manual', 'captured', {_TOTAL}, 'GBP', {_TOTAL}, 0, false, 0, created_at, created_at
    FROM orders.orders;

    INSERT INTO orders.shipments (
        id, order_id, location_code, status, carrier, items, created_at, updated_at, delivered_at, version
    )
    SELECT id, id, 'MAIN', 'delivered', 'Royal Mail', '[{{"line_id": 1, "quantity": 1}}]', created_at, created_at,
           created_at, 1
    FROM orders.orders;

    INSERT INTO orders.returns (id, order_id, status, items, created_at, updated_at, version)
    SELECT id, id, 'closed', '{{"asked": [{{"line_id": 1, "quantity": 1, "reason": "too blue"}}], "arrived": []}}',
           created_at, created_at, 1
    FROM orders.orders WHERE id % 20 = 0;

    INSERT INTO orders.refunds (
        id, order_id, payment_id, amount_cents, shipping_cents, items, reason, origin, status, attempts, created_at,
        updated_at, method
    )
    SELECT id, id, id, {PRICE_CENTS}, 0, '[]', 'broken', 'request', 'succeeded', 0, created_at, created_at, 'manual'
    FROM orders.orders WHERE id % 20 = 0;
"""
_STOCK = """
    INSERT INTO inventory.reservations (
        order_id, part, line_id, sku, quantity, state, location_code, committed_at, created_at, sequence
    )
    SELECT o.id, l.line_id, l.line_id, l.sku, 1, 'consumed', 'MAIN', o.created_at, o.created_at, 2
    FROM orders.orders o JOIN orders.order_lines l ON l.order_id = o.id;

    INSERT INTO inventory.ledger (
        sku, location_code, seq, kind, on_hand_delta, reserved_delta, unavailable_delta, on_hand, reserved, unavailable,
        order_id, actor, request_id, at, prev_hash, hash
    )
    SELECT l.sku, 'MAIN', 10 + 2 * o.id + step, CASE step WHEN 0 THEN 'reserve' ELSE 'ship' END, -step, 1 - 2 * step, 0,
           1000000, 1 - step, 0, o.id, o.placed_by, 'r' || o.id, o.created_at, sha256(o.id::text::bytea),
           sha256(l.sku::bytea)
    FROM orders.orders o JOIN orders.order_lines l ON l.order_id = o.id, generate_series(0, 1) step;

    UPDATE inventory.stock_levels SET ledger_seq = ledger_seq + 12 + 2 * {orders};
"""
_EVENTS = """
    INSERT INTO platform.events (
        id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at, correlation_id, actor, data
    )
    SELECT uuidv7(o.created_at - now()), 'orders.order.' || names[number], 1, 'order', o.id::text, number, o.created_at,
           'r' || o.id, o.placed_by, jsonb_build_object(
               'order_id', o.id, 'customer_id', o.customer_id, 'status', o.status, 'payment_status', o.payment_status,
               'currency', o.currency, 'total_cents', o.total_cents, 'version', number)
    FROM orders.orders o, generate_series(1, 3) number,
         (SELECT ARRAY['placed', 'confirmed', 'completed'] AS names) named
    WHERE o.created_at >= now() - interval '30 days';

    INSERT INTO platform.deliveries (event_id, consumer, attempts, created_at, due_at, done_at)
    SELECT e.id, c.consumer, 1, e.occurred_at, e.occurred_at, e.occurred_at
    FROM platform.events e JOIN platform.consumers c ON c.event_type IN (e.type, '*')
    WHERE e.aggregate_type = 'order';

    INSERT INTO platform.idempotency_keys (scope, key, fingerprint, status, headers, body, created_at)
    SELECT o.placed_by || ' POST /v1/orders', 'key-' || o.id, sha256(o.id::text::bytea), 201, '{{}}',
           convert_to(repeat('body', 300), 'UTF8'), o.created_at
    FROM orders.orders o WHERE o.created_at >= now() - interval '3 days';
"""
_REPORTS = f"""
    INSERT INTO reports.orders (order_id, counted) SELECT id, '[]' FROM orders.orders;

    INSERT INTO reports.sales
    SELECT created_at::date, 'GB', count(*), {LINES} * count(*), {_TOTAL} * count(*), 0, 0, 0, 0, 0
    FROM orders.orders GROUP BY 1;

    INSERT INTO reports.products
    SELECT o.created_at::date, l.sku, count(*), count(*), {PRICE_CENTS} * count(*), 0, 0, 0, 0, 0
    FROM orders.orders o JOIN orders.order_lines l ON l.order_id = o.id GROUP BY 1, 2;

    INSERT INTO reports.customers
    SELECT created_at::date, customer_id, count(*), {_TOTAL} * count(*), 0 FROM orders.orders GROUP BY 1, 2;

    UPDATE reports.progress
    SET complete = true, counted_to = {{orders}}, refused_until = date_trunc('day', now()), timezone = 'UTC';
"""


async def grow(connection: asyncpg.Connection, orders: int) -> None:
    """Insert so many orders with all their parts, as the owner of the tables.

    The tables that are pruned hold what is retained: events of 30 days, idempotency keys of three.
    """
    await fill(connection, orders, customer=f"(n % {CUSTOMERS} + 1)", at=AT.format(orders=orders))
    for part in (_PARTS, _STOCK.format(orders=orders), _EVENTS.format(orders=orders), indexing(orders)):
        await connection.execute(part)
    await connection.execute(_REPORTS.format(orders=orders))
