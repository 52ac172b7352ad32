"""Makes tables large by copying their rows, so that PostgreSQL plans as it does in a shop with many orders."""

from collections.abc import Mapping

import asyncpg

COPIES = 4000
COPIES_OF_STOCK = 12_000
"""Of the tables with a row per SKU, because a request names up to 100 SKUs."""

_STOCK = ("inventory.products", "inventory.stock_levels")

_ID = "id * 1000000 + n"
_ORDER = "order_id * 1000000 + n"
_EVENT = "md5(event_id::text || n)::uuid"
COPIED: Mapping[str, Mapping[str, str]] = {
    "users.users": {
        "id": _ID,
        "email": "n || email",
        "email_canonical": "n || email_canonical",
        "username": "username || n",
        "username_canonical": "username_canonical || n",
    },
    "inventory.products": {"sku": "sku || n"},
    "inventory.stock_levels": {"sku": "sku || n", "reserved": "500"},
    "inventory.announced_availability": {"sku": "sku || n", "due": "false"},
    "inventory.ledger": {"id": _ID, "sku": "sku || n", "order_id": _ORDER},
    "inventory.reservations": {"order_id": _ORDER, "sku": "sku || n % 1000 + 1", "committed_at": "created_at"},
    "orders.orders": {
        "id": _ID,
        "customer_id": "customer_id + n % 500",
        "created_at": "created_at - n * interval '1 min'",
        "status": "CASE WHEN n % 50 = 7 THEN status ELSE 'completed' END",
        "payment_due_at": "CASE WHEN n % 50 = 7 THEN payment_due_at END",
        "client_reference": "client_reference || n",
    },
    "orders.order_lines": {"order_id": _ORDER, "sku": "sku || n % 1000 + 1"},
    "orders.order_history": {"order_id": _ORDER},
    "platform.events": {"id": "md5(id::text || n)::uuid", "aggregate_id": "aggregate_id || n"},
    "platform.deliveries": {"event_id": _EVENT, "done_at": "CASE WHEN n % 50 > 0 THEN created_at END"},
    "platform.idempotency_keys": {"key": "key || n"},
}
"""The columns that make a copy's row different, as SQL of the row and of the copy's number `n`."""


async def copy_rows(owner: asyncpg.Connection) -> None:
    """Copy each row so often, and collect the statistics of all tables."""
    for table, columns in COPIED.items():
        copies = COPIES_OF_STOCK if table in _STOCK else COPIES
        changed = ", ".join(f"'{name}', {value}" for name, value in columns.items())
        await owner.execute(f"""
            INSERT INTO {table} OVERRIDING SYSTEM VALUE
            SELECT made.* FROM {table} t, generate_series(1, {copies}) n,
                LATERAL jsonb_populate_record(t, jsonb_build_object({changed})) made
        """)
    await owner.execute("ANALYZE")
