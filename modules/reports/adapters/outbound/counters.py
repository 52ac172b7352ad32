"""Implements the port `CounterRepository` in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime

from modules.reports.adapters.outbound.order_counts_json import from_json, to_json
from modules.reports.adapters.outbound.rollup_sql import STATEMENTS
from modules.reports.domain.counting import OrderCounts, Rollup
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import UnmetDemandRow
from shared.infra.messaging.queries.consumer_backlog import subscribed_since
from shared.infra.sql.transaction import SqlTransaction

CONSUMER = "reports.count_orders"
REBUILD_TIMEOUT_MILLISECONDS = 600_000
"""Statement timeout of a rebuild. It sums all figures and needs longer than a request may."""

_ADD = "INSERT INTO reports.orders SELECT id, '{}' FROM unnest($1::bigint[]) AS id ON CONFLICT DO NOTHING"
_LOCK = "SELECT order_id, counted FROM reports.orders WHERE order_id = ANY($1::bigint[]) ORDER BY order_id FOR UPDATE"
_SAVE_COUNTS = """
    UPDATE reports.orders o SET counted = v.counted
    FROM unnest($1::bigint[], $2::jsonb[]) AS v(order_id, counted) WHERE o.order_id = v.order_id
"""
_LOCK_TABLE = "LOCK TABLE reports.orders IN SHARE ROW EXCLUSIVE MODE"
_ADD_REFUSED = """
    INSERT INTO reports.refused AS t (day, sku, requests, requested_units, short_units)
    SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
    ON CONFLICT (day, sku) DO UPDATE SET requests = t.requests + excluded.requests,
        requested_units = t.requested_units + excluded.requested_units,
        short_units = t.short_units + excluded.short_units
"""
PROGRESS = "SELECT counted_to, complete, refused_until, timezone FROM reports.progress"
_SAVE = "UPDATE reports.progress SET counted_to = $1, complete = $2, refused_until = $3, timezone = $4"


class SqlCounterRepository:
    """Writes rows in the order of their keys, so that concurrent writers wait for each other and do not deadlock."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def lock(self, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        ids = sorted(order_ids)
        await self._tx.fetch(_ADD, ids)
        return {row["order_id"]: from_json(row["counted"]) for row in await self._tx.fetch(_LOCK, ids)}

    async def save_counts(self, orders: Mapping[int, OrderCounts], change: OrderCounts) -> None:
        ids = sorted(orders)
        await self._tx.fetch(_SAVE_COUNTS, ids, [to_json(orders[id_]) for id_ in ids])
        for rollup in Rollup:
            rows = [
                (counter.day, counter.key, *change[counter]) for counter in sorted(change) if counter.rollup is rollup
            ]
            if rows:
                await self._tx.fetch(STATEMENTS[rollup].add, *map(list, zip(*rows, strict=True)))

    async def rebuild_totals(self) -> None:
        await self._tx.fetch("SELECT set_config('statement_timeout', $1, true)", str(REBUILD_TIMEOUT_MILLISECONDS))
        await self._tx.fetch("SELECT set_config('enable_seqscan', 'on', true)")
        await self._tx.fetch(_LOCK_TABLE)
        for statements in STATEMENTS.values():
            await self._tx.fetch(statements.clear)
            await self._tx.fetch(statements.fill)

    async def add_unmet_demand(self, rows: Sequence[UnmetDemandRow], *, replace_all: bool = False) -> None:
        if replace_all:
            await self._tx.fetch("DELETE FROM reports.refused")
        if rows:
            await self._tx.fetch(_ADD_REFUSED, *map(list, zip(*sorted(rows), strict=True)))

    async def progress(self) -> Progress:
        (row,) = await self._tx.fetch(f"{PROGRESS} FOR UPDATE")
        return Progress(*row)

    async def get_subscribed_since(self) -> datetime | None:
        return await subscribed_since(self._tx, CONSUMER)

    async def save(self, progress: Progress) -> None:
        await self._tx.fetch(_SAVE, *astuple(progress))
