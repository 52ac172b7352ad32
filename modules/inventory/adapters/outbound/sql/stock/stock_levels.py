"""Stock levels and the ledger in PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg

from modules.inventory.adapters.outbound.sql.tables import ledger, refused_demand, stock_levels
from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.level import StockLevel
from modules.inventory.domain.reservation_planner import PlannedShortage
from modules.inventory.domain.stock import DEFAULT_LOCATION, Stock
from modules.inventory.ports.stock_levels import LockedStock
from shared.infra.sql.error_mapping import SerializationFailure
from shared.infra.sql.transaction import SqlTransaction

# FOR UPDATE rereads a row that another transaction has changed concurrently, so all decisive figures
# (backordered units too) are columns of the locked row. It does not see a level created concurrently;
# therefore the default level also stores the number of the other levels. Locking a missing level
# afterwards, out of order, could deadlock, so the unit of work is retried.
_LOCK = """
    SELECT l.sku, l.location_code, l.on_hand, l.reserved, l.unavailable, l.waiting,
        l.ledger_seq, l.ledger_hash, l.updated_at, c.priority, c.active AND c.fulfills_online,
        p.track_inventory, CASE p.backorder_policy WHEN 'allow' THEN p.backorder_limit ELSE 0 END, l.others
    FROM inventory.stock_levels l
    JOIN inventory.products p ON p.sku = l.sku
    JOIN inventory.locations c ON c.code = l.location_code
    WHERE l.sku = ANY($1::text[])
    ORDER BY l.sku, l.location_code
    FOR NO KEY UPDATE OF l
"""

_OPEN = """
    WITH made AS (
        INSERT INTO inventory.stock_levels (sku, location_code)
        SELECT p.sku, w.code FROM unnest($1::text[], $2::text[]) AS w(sku, code)
        JOIN inventory.products p ON p.sku = w.sku
        ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        RETURNING sku
    )
    UPDATE inventory.stock_levels l SET others = l.others + m.levels
    FROM (SELECT sku, count(*) AS levels FROM made GROUP BY sku) m
    WHERE l.sku = m.sku AND l.location_code = 'MAIN'
"""

_IDS = "SELECT nextval(pg_get_serial_sequence('inventory.ledger', 'id')) FROM generate_series(1, $1)"
_BOOKED = "SELECT DISTINCT sku FROM inventory.ledger WHERE reference = $1 AND sku = ANY($2::text[])"
_LEVEL_KEY = ("sku", "location_code")


class SqlStockLevelRepository:
    """Implements the port `StockLevelRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def lock(self, skus: Iterable[str]) -> LockedStock:
        await self._tx.flush()
        rows = await self._tx.fetch(_LOCK, list(skus))
        if not _complete(rows):
            raise SerializationFailure
        return _stocks(rows)

    async def create_missing(self, places: Iterable[tuple[str, str]]) -> None:
        missing = sorted({place for place in places if place[1] != DEFAULT_LOCATION})
        if missing:
            await self._tx.flush()
            await self._tx.fetch(_OPEN, [sku for sku, _ in missing], [code for _, code in missing])

    async def next_entry_ids(self, count: int) -> Sequence[int]:
        return sorted(row[0] for row in await self._tx.fetch(_IDS, count))

    def save(self, stocks: Iterable[Stock], entries: Iterable[LedgerEntry], ids: Sequence[int] = ()) -> None:
        changed = [level for stock in stocks for level in stock.levels.values() if level.changed]
        self._tx.update(stock_levels, _LEVEL_KEY, map(_row, changed))
        for level in changed:
            level.mark_saved()
        remaining = iter(entries)
        named = [{"id": id_, **entry._asdict()} for id_, entry in zip(ids, remaining, strict=False)]
        self._tx.insert(ledger, named)
        self._tx.insert(ledger, (entry._asdict() for entry in remaining))

    async def find_booked_skus(self, reference: str, skus: Sequence[str]) -> set[str]:
        return {row[0] for row in await self._tx.fetch(_BOOKED, reference, skus)}

    def record_unmet_demand(self, request_key: str, shortages: Iterable[PlannedShortage], at: datetime) -> None:
        rows = (
            {"request_key": request_key, "sku": sku, "requested": units, "available": available, "at": at}
            for sku, units, available in shortages
        )
        self._tx.insert(refused_demand, rows, if_absent=True)


def _complete(rows: Sequence[asyncpg.Record]) -> bool:
    """Whether as many levels were read as the default levels count."""
    others: int = sum(row[-1] for row in rows)
    besides: int = sum(row[1] != DEFAULT_LOCATION for row in rows)
    return others == besides


def _stocks(rows: Sequence[asyncpg.Record]) -> LockedStock:
    stocks: dict[str, Stock] = {}
    priorities: dict[str, int] = {}
    served: dict[str, list[str]] = {}
    for row in rows:
        (
            sku,
            code,
            on_hand,
            reserved,
            unavailable,
            waiting,
            seq,
            digest,
            at,
            priority,
            fulfills_orders,
            tracked,
            limit,
            _,
        ) = row
        level = StockLevel(
            sku=sku,
            location_code=code,
            on_hand=on_hand,
            reserved=reserved,
            unavailable=unavailable,
            waiting=waiting,
            ledger_seq=seq,
            ledger_hash=digest,
            updated_at=at,
        )
        stock = stocks.get(sku)
        if stock is None:
            fulfilling = served[sku] = []
            stocks[sku] = Stock(
                sku=sku, tracked=tracked, backorder_limit=limit, levels={code: level}, fulfilling=fulfilling
            )
        else:
            stock.add_level(level)
        if fulfills_orders:
            priorities[code] = priority
            served[sku].append(code)
    by_priority = sorted(priorities, key=lambda code: (priorities[code], code))
    if len(by_priority) > 1:
        rank = {code: number for number, code in enumerate(by_priority)}
        for fulfilling in served.values():
            fulfilling.sort(key=rank.__getitem__)
    return LockedStock(stocks, by_priority)


def _row(level: StockLevel) -> dict[str, object]:
    return {
        "sku": level.sku,
        "location_code": level.location_code,
        "on_hand": level.on_hand,
        "reserved": level.reserved,
        "unavailable": level.unavailable,
        "waiting": level.waiting,
        "ledger_seq": level.ledger_seq,
        "ledger_hash": level.ledger_hash,
        "updated_at": level.updated_at,
    }
