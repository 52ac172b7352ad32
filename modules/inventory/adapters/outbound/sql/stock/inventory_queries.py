"""The queries of the inventory API, one statement each."""

from collections.abc import Collection, Mapping, Sequence

from modules.inventory.public import UNLIMITED, Allocation, Availability, Offer, StockEntry
from shared.infra.sql.transaction import SqlReading, sql
from shared.kernel.transaction import Transaction

_OFFERS = """
    SELECT sku, name, price_cents, tax_rate_bps, active, requires_shipping, max_per_order
    FROM inventory.products WHERE sku = ANY($1::text[])
"""
_PROMISED = """
    SELECT order_id, sum(quantity) FILTER (WHERE state <> 'waiting')::bigint,
           sum(quantity) FILTER (WHERE state = 'waiting')::bigint
    FROM inventory.reservations WHERE state IN ('held', 'committed', 'waiting') GROUP BY order_id
"""
_PINNED = """
    SELECT DISTINCT order_id FROM inventory.reservations
    WHERE expiry_suspended AND committed_at IS NULL AND state IN ('held', 'waiting')
"""
_ALLOCATIONS = """
    SELECT line_id, sku, location_code, quantity FROM inventory.reservations
    WHERE order_id = $1 AND state IN ('held', 'committed', 'waiting') ORDER BY part
"""
_ALLOCATIONS_OF = """
    SELECT order_id, line_id, sku, location_code, quantity FROM inventory.reservations
    WHERE order_id = ANY($1::bigint[]) AND state IN ('held', 'committed', 'waiting') ORDER BY order_id, part
"""
_SHORT = """
    SELECT DISTINCT order_id FROM inventory.reservations
    WHERE state = 'waiting' AND deallocated AND ($1::bigint IS NULL OR order_id = $1)
"""
_ENTRIES_OF = f"SELECT {', '.join(StockEntry._fields)} FROM inventory.ledger WHERE order_id = $1 ORDER BY at, id"  # noqa: S608
_AVAILABILITY = """
    SELECT p.sku, p.track_inventory, p.backorder_policy = 'allow', p.backorder_limit, sum(l.waiting)::bigint, coalesce(
        sum(l.on_hand - l.reserved - l.unavailable) FILTER (WHERE c.active AND c.fulfills_online), 0
    )::bigint, (
        SELECT coalesce(sum(t.shipped - t.received - t.damaged - t.lost), 0) FROM inventory.transfer_lines t
        JOIN inventory.transfers f ON f.id = t.transfer_id
        JOIN inventory.locations i ON i.code = f.to_location_code AND i.active AND i.fulfills_online
        WHERE t.sku = p.sku AND t.shipped > t.received + t.damaged + t.lost
    )::bigint
    FROM inventory.products p
    JOIN inventory.stock_levels l ON l.sku = p.sku
    JOIN inventory.locations c ON c.code = l.location_code
    WHERE p.sku = ANY($1::text[])
    GROUP BY p.sku
"""


class SqlInventoryQueries:
    """Implements the port `InventoryQueries`."""

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        return {row[0]: Offer(*row) for row in await sql(tx).fetch(_OFFERS, list(skus))}

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        return await get_availability(sql(tx), skus)

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        return [Allocation(*row) for row in await sql(tx).fetch(_ALLOCATIONS, order_id)]

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        found: dict[int, list[Allocation]] = {}
        for order_id, *part in await sql(tx).fetch(_ALLOCATIONS_OF, list(order_ids)):
            found.setdefault(order_id, []).append(Allocation(*part))
        return found

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        return [StockEntry(*row) for row in await sql(tx).fetch(_ENTRIES_OF, order_id)]

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        return {row[0] for row in await sql(tx).fetch(_PINNED)}

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        return {row[0] for row in await sql(tx).fetch(_SHORT, order_id)}

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return {order_id: (here or 0, waiting or 0) for order_id, here, waiting in await sql(tx).fetch(_PROMISED)}


async def get_availability(reading: SqlReading, skus: Sequence[str]) -> Mapping[str, Availability]:
    """The availability of the existing SKUs."""
    found: dict[str, Availability] = {}
    for sku, tracked, may_wait, limit, waiting, available, incoming in await reading.fetch(_AVAILABILITY, list(skus)):
        more = 0 if not may_wait else UNLIMITED if limit is None else max(0, limit - waiting)
        found[sku] = Availability(
            sku=sku,
            available=available if tracked else UNLIMITED,
            backorderable=more if tracked else 0,
            incoming=incoming,
        )
    return found
