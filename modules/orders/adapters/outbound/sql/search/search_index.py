"""Implements the ports `SearchIndex` and `SearchIndexQueries` in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import asyncpg
import orjson

from modules.orders.adapters.outbound.sql.order_mapping import address_of
from modules.orders.domain.order.buyer import Guest
from modules.orders.ports.orders.order_search import IndexProgress, SearchDocument
from shared.infra.messaging.event_feed import events_after, first_unread, page_after, watermark
from shared.infra.sql.advisory_lock import AdvisoryLock
from shared.infra.sql.queries.search_text import stored
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.feed import FeedPage, Position
from shared.kernel.transaction import Transaction

_INDEX = AdvisoryLock(20_265)
_LOCK = f"SELECT {_INDEX.lock()}"
_TRY_LOCK = f"SELECT {_INDEX.try_lock()}"
_CHANGES = events_after("e.type = ANY($8::text[])")
_PROGRESS = "SELECT position, build_below FROM orders.search_progress"
_SAVE = """
    INSERT INTO orders.search_progress (slot, position, build_below) VALUES (1, $1::jsonb, $2)
    ON CONFLICT (slot) DO UPDATE SET position = excluded.position, build_below = excluded.build_below
"""
_DOCUMENTS = """
    SELECT o.id, o.created_at, o.updated_at, o.customer_id, o.guest, o.client_reference,
           o.shipping_address, o.billing_address,
           ARRAY(SELECT DISTINCT l.sku FROM orders.order_lines l WHERE l.order_id = o.id ORDER BY l.sku) AS skus,
           ARRAY(
               SELECT s.tracking_number FROM orders.shipments s
               WHERE s.order_id = o.id AND s.tracking_number IS NOT NULL ORDER BY s.id
           ) AS tracking_numbers
    FROM orders.orders o WHERE o.id = ANY($1::bigint[])
"""
_WRITE = """
    INSERT INTO orders.order_search AS s (order_id, created_at, text)
    SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[])
    ON CONFLICT (order_id) DO UPDATE SET text = excluded.text WHERE s.text <> excluded.text
"""
_BELOW = "SELECT id FROM orders.orders WHERE id < $1 ORDER BY id DESC LIMIT $2"
_NUMBER_ABOVE = "SELECT count(*) FROM orders.order_search WHERE order_id > $1"
_OF_CUSTOMERS = "SELECT id FROM orders.orders WHERE customer_id = ANY($1::bigint[]) ORDER BY id"
_SAMPLE = """
    SELECT id FROM (SELECT id FROM orders.orders ORDER BY id DESC LIMIT $1) newest
    UNION
    SELECT found.id FROM (SELECT min(id) AS first, max(id) AS last FROM orders.orders) ids
    CROSS JOIN generate_series(0, $1 - 1) AS step
    CROSS JOIN LATERAL (
        SELECT id FROM orders.orders WHERE id >= ids.first + (ids.last - ids.first) * step / $1 ORDER BY id LIMIT 1
    ) found
    ORDER BY id
"""
_DIFFERING = """
    SELECT requested.order_id FROM unnest($1::bigint[], $2::text[]) AS requested(order_id, text)
    LEFT JOIN orders.order_search s ON s.order_id = requested.order_id
    WHERE s.text IS DISTINCT FROM requested.text
"""


class SqlSearchQueries:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    @classmethod
    def within(cls, tx: Transaction) -> Self:
        """Within the caller's transaction."""
        return cls(sql(tx))

    async def progress(self) -> IndexProgress:
        row = await self._tx.fetch_one(_PROGRESS)
        position = _position(row["position"]) if row else None
        return IndexProgress(position, row["build_below"] if row and position else None)

    async def indexed_at(self, types: Sequence[str]) -> datetime | None:
        progress = await self.progress()
        if progress.position is None or progress.build_below is not None:
            return None
        return await first_unread(self._tx, progress.position, types) or self._tx.now

    async def sample(self, limit: int) -> Sequence[int]:
        return [row["id"] for row in await self._tx.fetch(_SAMPLE, limit)]

    async def documents(self, order_ids: Sequence[int]) -> Sequence[SearchDocument]:
        return [_document(row) for row in await self._tx.fetch(_DOCUMENTS, list(order_ids))]

    async def differing(self, texts: Mapping[int, str]) -> Sequence[int]:
        rows = await self._tx.fetch(_DIFFERING, list(texts), [stored(text) for text in texts.values()])
        return [row["order_id"] for row in rows]


class SqlSearchIndex(SqlSearchQueries):
    async def lock(self, *, wait: bool = False) -> bool:
        if wait:
            await self._tx.fetch(_LOCK)
            return True
        row = await self._tx.fetch_one(_TRY_LOCK)
        return bool(row and row[0])

    async def save_progress(self, progress: IndexProgress) -> None:
        if progress.position is None:
            raise ValueError("a started index has a position")
        await self._tx.fetch(_SAVE, orjson.dumps(asdict(progress.position)).decode(), progress.build_below)

    async def current_position(self) -> Position:
        return (await watermark(self._tx)).position()

    async def list_changes(self, after: Position, types: Sequence[str], limit: int) -> FeedPage:
        return await page_after(self._tx, after, limit, _CHANGES, list(types))

    async def ids_below(self, order_id: int, limit: int) -> Sequence[int]:
        return [row["id"] for row in await self._tx.fetch(_BELOW, order_id, limit)]

    async def count_above(self, order_id: int) -> int:
        return int((await self._tx.fetch(_NUMBER_ABOVE, order_id))[0][0])

    async def find_by_customers(self, customer_ids: Sequence[int]) -> Sequence[int]:
        return [row["id"] for row in await self._tx.fetch(_OF_CUSTOMERS, list(customer_ids))]

    async def write(self, texts: Mapping[int, str], created_at: Mapping[int, datetime]) -> None:
        times = [created_at[order_id] for order_id in texts]
        await self._tx.fetch(_WRITE, list(texts), times, [stored(text) for text in texts.values()])


def _position(stored_position: dict[str, Any]) -> Position | None:
    """The stored position; None for the format of an older version, so that the index is rebuilt."""
    try:
        event_id, at = UUID(str(stored_position["event_id"])), datetime.fromisoformat(str(stored_position["at"]))
        return Position(**{**stored_position, "event_id": event_id, "at": at})
    except (KeyError, TypeError, ValueError):
        return None


def _document(row: asyncpg.Record) -> SearchDocument:
    return SearchDocument(
        order_id=row["id"],
        created_at=row["created_at"],
        customer_id=row["customer_id"],
        guest=Guest(**row["guest"]) if row["guest"] else None,
        addresses=[address_of(row["shipping_address"]), address_of(row["billing_address"])],
        client_reference=row["client_reference"],
        tracking_numbers=row["tracking_numbers"],
        skus=row["skus"],
        updated_at=row["updated_at"],
    )
