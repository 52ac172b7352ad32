"""The repository of locations in PostgreSQL."""

from collections.abc import Collection

from modules.inventory.adapters.outbound.sql.stock.location_mapping import COLUMNS, location_of, row_of
from modules.inventory.adapters.outbound.sql.tables import locations
from modules.inventory.domain.location import Location
from shared.infra.sql.transaction import SqlTransaction

_GET = f"SELECT {COLUMNS} FROM inventory.locations WHERE code = $1 FOR UPDATE"  # noqa: S608 constants only
_OPEN = "SELECT code FROM inventory.locations WHERE code = ANY($1::text[]) AND active ORDER BY code FOR SHARE"
_FILLED = """
    SELECT 1 WHERE EXISTS (SELECT FROM inventory.stock_levels WHERE location_code = $1 AND on_hand > 0)
        OR EXISTS (SELECT FROM inventory.transfers WHERE to_location_code = $1 AND status = 'in_transit')
"""

_FREE = "SELECT sku FROM inventory.stock_levels WHERE location_code = $1 AND on_hand > reserved + unavailable"


class SqlLocationRepository:
    """Implements the port `LocationRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def get(self, code: str) -> Location | None:
        row = await self._tx.fetch_one(_GET, code)
        return None if row is None else location_of(row)

    async def lock_active(self, codes: Collection[str]) -> Collection[str]:
        return {row[0] for row in await self._tx.fetch(_OPEN, list(codes))}

    async def is_empty(self, code: str) -> bool:
        return await self._tx.fetch_one(_FILLED, code) is None

    async def list_available_skus(self, code: str) -> Collection[str]:
        return [row[0] for row in await self._tx.fetch(_FREE, code)]

    async def add(self, location: Location) -> None:
        self._tx.insert(locations, [row_of(location)])
        await self._tx.flush()

    async def save(self, location: Location) -> None:
        self._tx.update(locations, ("code",), [row_of(location)])
