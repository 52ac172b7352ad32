"""Rules by which Tradepost's rows depend on each other, in addition to the captured pattern."""

from collections.abc import Mapping

from benchmarks.load.baskets import LINES, SKUS
from benchmarks.pgbench.statement import Rule

UNITS_A_LINE = 2
"""What the pattern's order has on each line; the buyers' baskets have as many on average."""
UNITS = UNITS_A_LINE * LINES

PREPARE = "CREATE SEQUENCE bench_orders START 100000000 CACHE 1000"
UPDATED = ("inventory.stock_levels",)
BY_TRIGGER = ("orders.order_counts", "orders.part_counts")
"""Written by triggers."""

_HEAD = """
\\set draw random(0, 999999999)
WITH o AS MATERIALIZED (
    SELECT nextval('bench_orders') AS id, n{uuids} FROM generate_series(1, {orders}) AS n),
l AS MATERIALIZED (
    SELECT o.id AS order_id, line, {sku} AS sku FROM o CROSS JOIN generate_series(1, {lines}) AS line),
need AS MATERIALIZED (
    SELECT sku, count(*) AS lines FROM l GROUP BY sku),
locked AS MATERIALIZED (
    SELECT s.sku, s.location_code FROM inventory.stock_levels s
    WHERE s.sku = ANY (SELECT sku FROM need) AND s.location_code = 'MAIN'
    ORDER BY s.sku, s.location_code FOR NO KEY UPDATE),
v AS (
    UPDATE inventory.stock_levels s
    SET reserved = s.reserved + {units} * need.lines, ledger_seq = s.ledger_seq + need.lines,
        ledger_hash = s.ledger_hash, updated_at = now()
    FROM locked JOIN need USING (sku)
    WHERE s.sku = locked.sku AND s.location_code = locked.location_code
    RETURNING s.sku, s.on_hand, s.reserved, s.ledger_seq, need.lines),
e AS (
    SELECT l.order_id, l.line, l.sku, v.on_hand, v.lines - rank() OVER same AS later, v.reserved, v.ledger_seq
    FROM l JOIN v USING (sku) WINDOW same AS (PARTITION BY l.sku ORDER BY l.order_id))"""

RULES: Mapping[str, Rule] = {
    "orders.orders": Rule("o", {"id": "o.id"}),
    "orders.order_lines": Rule("l", {"order_id": "l.order_id", "line_id": "l.line", "sku": "l.sku"}, by_line=True),
    "orders.order_history": Rule("o", {"order_id": "o.id"}),
    "inventory.reservations": Rule(
        "l", {"order_id": "l.order_id", "part": "l.line", "line_id": "l.line", "sku": "l.sku"}, by_line=True
    ),
    "inventory.ledger": Rule(
        "e",
        {
            "id": "nextval('inventory.ledger_id_seq')",
            "sku": "e.sku",
            "seq": "e.ledger_seq - e.later",
            "on_hand": "e.on_hand",
            "reserved": f"e.reserved - {UNITS_A_LINE} * e.later",
            "order_id": "e.order_id",
        },
        by_line=True,
    ),
    "platform.events": Rule("o", {"aggregate_id": "CAST(o.id AS text)"}),
    "platform.deliveries": Rule("o", {}),
    "platform.idempotency_keys": Rule("o", {"key": "'tradepost-1-18c5a1f3e7a2-' || o.id"}),
}


def head(orders: int, first: str | None, uuids: int) -> str:
    """SQL that chooses SKUs (`first` on every first line), locks their stock, and defines `o`, `l` and `e`.

    Works for one or many orders; the SKUs of an order always differ.
    """
    drawn = f"'SKU' || lpad(CAST(1 + (CAST(:draw AS bigint) + o.n * 7919 + line * 331) % {SKUS} AS text), 5, '0')"
    sku = f"CASE WHEN line = 1 THEN '{first}' ELSE {drawn} END" if first else drawn
    made = "".join(f", uuidv7() AS u{number}" for number in range(uuids))
    return _HEAD.format(orders=orders, sku=sku, lines=LINES, units=UNITS_A_LINE, uuids=made).strip()
