"""Many orders of one customer, written directly into the tables, and the queries that check what is read of them."""

from collections.abc import Sequence

import asyncpg

from benchmarks.load.baskets import LINES, SKUS
from benchmarks.reads.read_request import StoredOrder

PRICE_CENTS = 1250

_FILL = f"""
    INSERT INTO orders.orders (
        id, status, payment_status, fulfillment_status, return_status, customer_id, guest, guest_email, placed_by,
        currency, prices_include_tax, subtotal_cents, discount_cents, shipping_cents, shipping_tax_cents, tax_cents,
        total_cents, paid_cents, refunded_cents, shipping_method, shipping_tax_rate_bps, shipping_address,
        payment_in_flight, metadata, created_at, updated_at, version, sequence
    )
    SELECT n, 'completed', 'paid', 'fulfilled', 'none', {{customer}}, NULL, NULL, 'user:' || {{customer}}, 'GBP', true,
           {LINES * PRICE_CENTS}, 0, 0, 0, 625, {LINES * PRICE_CENTS}, {LINES * PRICE_CENTS}, 0, 'standard', 0,
           '{{{{"name": "Ada Buyer", "line1": "1 Market Street", "city": "Leeds", "postal_code": "LS1 4AP",
           "country": "GB", "company": null, "line2": null, "region": null, "phone": null}}}}', false, '{{{{}}}}',
           {{at}}, {{at}}, 1, 1
    FROM generate_series(1, {{orders}}) n;

    INSERT INTO orders.order_lines (
        order_id, line_id, sku, name, quantity, unit_price_cents, subtotal_cents, discount_cents, tax_rate_bps,
        tax_cents, total_cents, reserved, backordered, shipped, cancelled, returned, location_codes
    )
    SELECT n, line, sku, 'A thing called ' || sku, 1, {PRICE_CENTS}, {PRICE_CENTS}, 0, 2000, 208, {PRICE_CENTS},
           0, 0, 1, 0, 0, '["MAIN"]'
    FROM generate_series(1, {{orders}}) n, generate_series(1, {LINES}) line,
         LATERAL (SELECT 'SKU' || lpad(((n * 7 + line * 211) % {SKUS} + 1)::text, 5, '0') AS sku) named;

    SELECT setval('orders.order_ids', {{orders}});
"""
_STORED = """
    SELECT o.id, o.total_cents, array_agg(l.sku ORDER BY l.line_id) AS skus,
           array_agg(l.quantity ORDER BY l.line_id) AS quantities
    FROM (SELECT id, total_cents, created_at FROM orders.orders WHERE $1::bigint IS NULL OR customer_id = $1
          ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $2) o
    JOIN orders.order_lines l ON l.order_id = o.id
    GROUP BY o.id, o.total_cents, o.created_at ORDER BY o.created_at DESC, o.id DESC
"""
_POSITION = """
    SELECT created_at, id FROM orders.orders WHERE $1::bigint IS NULL OR customer_id = $1
    ORDER BY created_at DESC, id DESC OFFSET $2 LIMIT 1
"""


async def fill(
    connection: asyncpg.Connection,
    orders: int,
    *,
    customer: str,
    at: str = "timestamptz '2024-01-01Z' + n * interval '20 s'",
) -> None:
    """Insert completed orders. `customer` and `at` are SQL of the order's number `n`: its customer and its time."""
    await connection.execute(_FILL.format(customer=customer, orders=orders, at=at))


async def stored_orders(
    connection: asyncpg.Connection, customer: int | None, *, skipped: int, limit: int
) -> Sequence[StoredOrder]:
    """The customer's orders, or all orders, newest first."""
    rows = await connection.fetch(_STORED, customer, skipped, limit)
    return [
        StoredOrder(row["id"], row["total_cents"], list(zip(row["skus"], row["quantities"], strict=True)))
        for row in rows
    ]


async def stored_position(connection: asyncpg.Connection, customer: int | None, number: int) -> Sequence[object]:
    """The time and the id of that order, counted from the newest one."""
    row = await connection.fetchrow(_POSITION, customer, number - 1)
    assert row is not None
    return [*row]


async def available_units(connection: asyncpg.Connection, skus: Sequence[str]) -> dict[str, int]:
    rows = await connection.fetch(
        "SELECT sku, sum(on_hand - reserved)::bigint AS units FROM inventory.stock_levels"
        " WHERE sku = ANY($1) GROUP BY sku",
        list(skus),
    )
    return {row["sku"]: row["units"] for row in rows}
