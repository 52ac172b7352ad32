"""Stock figures in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from modules.inventory.adapters.outbound.sql.stock.low_stock import low_stock, low_stock_of
from modules.inventory.ports.ledger_queries import LowStock
from modules.inventory.public import StockValue, UnmetDemand
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction
from shared.kernel.values.quantity import clamp_to_exact

_VALUES = """
    SELECT c.code, c.name, count(*) FILTER (WHERE l.on_hand > 0) AS skus,
           coalesce(sum(l.on_hand), 0)::bigint AS on_hand, coalesce(sum(l.reserved), 0)::bigint AS reserved,
           coalesce(sum(l.unavailable), 0)::bigint AS unavailable,
           coalesce(sum(l.on_hand::numeric * p.price_cents), 0) AS value
    FROM inventory.locations c
    LEFT JOIN inventory.stock_levels l ON l.location_code = c.code
    LEFT JOIN inventory.products p ON p.sku = l.sku
    GROUP BY c.code, c.name ORDER BY c.code
"""
_REFUSED = """
    SELECT (at AT TIME ZONE $3)::date AS day, sku, count(*) AS requests, sum(requested)::bigint AS requested,
           sum(requested - available)::bigint AS short
    FROM inventory.refused_demand WHERE at >= coalesce($1, '-infinity'::timestamptz) AND at < $2
    GROUP BY 1, 2 ORDER BY 1, 2
"""


class SqlFigureQueries:
    """Implements the port `FigureQueries`."""

    async def list_low_stock(self, tx: Transaction, threshold: int, at_most: int) -> Sequence[LowStock]:
        query, _ = low_stock(threshold)
        wanted = query.order_by("available", "sku").limit(at_most)
        return [low_stock_of(row) for row in (await sql(tx).execute(wanted)).mappings()]

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValue]:
        rows = await sql(tx).fetch(_VALUES)
        return [StockValue(*row)._replace(retail_value_cents=clamp_to_exact(int(row["value"]))) for row in rows]

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime, timezone: str
    ) -> Sequence[UnmetDemand]:
        return [UnmetDemand(*row) for row in await sql(tx).fetch(_REFUSED, since, until, timezone)]
