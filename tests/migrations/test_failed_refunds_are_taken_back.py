"""What refunds that failed before the revision had claimed is taken back when the history comes to it."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]

ORDER = """
    INSERT INTO orders.orders (id, status, payment_status, fulfillment_status, return_status, customer_id, placed_by,
        currency, prices_include_tax, subtotal_cents, discount_cents, shipping_cents, shipping_tax_cents, tax_cents,
        total_cents, paid_cents, refunded_cents, shipping_method, shipping_tax_rate_bps, payment_in_flight, metadata,
        created_at, updated_at, version, sequence)
    VALUES (1, 'completed', 'paid', 'fulfilled', 'partially_returned', 7, 'user:7', 'GBP', true, 300, 200, 0, 0, 0, 100,
        100, 0, 'standard', 0, false, '{}', now(), now(), 1, 1)
"""
LINE = """
    INSERT INTO orders.order_lines (order_id, line_id, sku, name, quantity, unit_price_cents, subtotal_cents,
        discount_cents, tax_rate_bps, tax_cents, total_cents, reserved, backordered, shipped, cancelled, returned,
        location_codes, credited)
    VALUES (1, 1, 'AAA', 'A', 3, 100, 300, 200, 0, 0, 100, 0, 0, 3, 0, 1, '[]', 2)
"""
REFUND = """
    INSERT INTO orders.refunds (id, order_id, payment_id, amount_cents, shipping_cents, items, reason, origin, status,
        return_id, method, attempts, created_at, updated_at)
    VALUES ($1, 1, 1, 33, 0, jsonb_build_array(jsonb_build_object('line_id', 1, 'quantity', 1, 'amount_cents', 33)),
        'no', 'return', $2, $1, 'card', 0, now(), now())
"""
RETURN = """
    INSERT INTO orders.returns (id, order_id, status, items, refund_id, created_at, updated_at, version)
    VALUES ($1, 1, 'refunded', '{"asked": [], "arrived": []}', $1, now(), now(), 4)
"""


async def test_units_and_returns_of_failed_refunds_can_be_refunded_again(databases: Any) -> None:
    database = await databases.create(empty=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    await asyncio.to_thread(command.upgrade, config, "0020")
    owner = await asyncpg.connect(database.owner)
    for statement in (ORDER, LINE):
        await owner.execute(statement)
    for id_, status in ((1, "failed"), (2, "succeeded")):
        await owner.execute(REFUND, id_, status)
        await owner.execute(RETURN, id_)
    await asyncio.to_thread(command.upgrade, config, "0022")
    (line,) = await owner.fetch("SELECT credited, credited_cents FROM orders.order_lines")
    returns = await owner.fetch("SELECT status, refund_id, refund_cents, version FROM orders.returns ORDER BY id")
    await owner.close()
    await databases.drop(database)
    assert tuple(line) == (1, 33)
    assert [tuple(row) for row in returns] == [("received", None, 0, 5), ("refunded", 2, 33, 4)]
