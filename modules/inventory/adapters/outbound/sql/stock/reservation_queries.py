"""The SQL of the gauges. It reads only open reservations that are not committed."""

from collections.abc import Mapping

from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_OPEN_BY_KIND = """
    WITH live AS (
        SELECT CASE WHEN state = 'waiting' THEN 'waiting' WHEN expiry_suspended THEN 'payment_pending' ELSE 'held' END
            AS kind, quantity
        FROM inventory.reservations WHERE state = 'waiting' OR (state = 'held' AND committed_at IS NULL)
    )
    SELECT kind, count(quantity) AS reservations, coalesce(sum(quantity), 0) AS units
    FROM unnest(ARRAY['held', 'payment_pending', 'waiting']) AS kind LEFT JOIN live USING (kind) GROUP BY kind
"""


class SqlReservationQueries:
    """Implements the port `ReservationQueries`."""

    async def count_reservations(self, tx: Transaction) -> Mapping[str, float]:
        return {row["kind"]: row["reservations"] for row in await sql(tx).fetch(_OPEN_BY_KIND)}

    async def count_units(self, tx: Transaction) -> Mapping[str, float]:
        return {row["kind"]: float(row["units"]) for row in await sql(tx).fetch(_OPEN_BY_KIND)}
