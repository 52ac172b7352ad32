"""Read events in the order in which they became visible, those of an aggregate in their sequence."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

import asyncpg

from shared.infra.messaging.event_columns import event_columns
from shared.infra.messaging.outbox import earliest_concurrent, first_id_at
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.feed import FeedEvent, FeedPage, Position, Watermark

_HORIZON = """
    SELECT c.system_identifier AS cluster, pg_snapshot_xmin(s)::text::bigint AS settled,
           pg_snapshot_xmax(s)::text::bigint AS newest, clock_timestamp() AS clock
    FROM pg_control_system() c, pg_current_snapshot() s
"""
_COLUMNS = "SELECT e.*, e.xid::text::bigint AS transaction"
_SETTLED = """
    WHERE (e.xid, e.sequence, e.id) > ($1::text::xid8, $2::int, $3::uuid)
      AND e.xid < $4::text::xid8 AND e.occurred_at >= $5 AND e.id >= $7
"""
_FIRST_UNREAD = """
    SELECT e.occurred_at FROM platform.events e
    WHERE (e.xid, e.sequence, e.id) > ($1::text::xid8, $2::int, $3::uuid) AND e.type = ANY($4::text[])
      AND e.id >= $5
    ORDER BY e.xid, e.sequence, e.id LIMIT 1
"""
_ORDER = "ORDER BY e.xid, e.sequence, e.id LIMIT $6"


def events_after(condition: str, join: str = "") -> str:
    """The statement for `page_after`: the events `e` that meet the condition, `join`ed with other tables.

    Its own arguments start at `$8`.
    """
    return f"{_COLUMNS} FROM platform.events e {join} {_SETTLED} AND ({condition}) {_ORDER}"


async def page_after(
    tx: SqlTransaction, position: Position | None, limit: int, statement: str, *arguments: object
) -> FeedPage:
    """The next events after the position (None: the beginning), by a statement of `events_after`.

    Ids are assigned before the commit, so an event with a smaller id may become visible later. Only events below the
    oldest running transaction are read, because they cannot change any more: the position of an event is never before
    the transaction that wrote it. Raises Gone `cursor_expired`.
    """
    mark = await watermark(tx)
    start = position or mark.beginning()
    mark.require_retained(start)
    since = mark.beginning().at
    earliest = earliest_concurrent(start.event_id)
    bounds = (str(start.transaction), start.sequence, start.event_id, str(mark.settled), since, limit, earliest)
    items = [event_of(row) for row in await tx.fetch(statement, *bounds, *arguments)]
    page = FeedPage(items, mark.position())
    return page if len(items) < limit else FeedPage(items, page.position_of(items[-1]))


async def watermark(tx: SqlTransaction) -> Watermark:
    """The position up to which events are complete, as the transaction sees it."""
    (row,) = await tx.fetch(_HORIZON)
    place = first_id_at(row["clock"])
    return Watermark(cluster=row["cluster"], settled=row["settled"], newest=row["newest"], now=tx.now, event_id=place)


async def first_unread(tx: SqlTransaction, position: Position, types: Sequence[str]) -> datetime | None:
    """The time of the first committed event of these types after the position, if any."""
    place = (str(position.transaction), position.sequence, position.event_id)
    row = await tx.fetch_one(_FIRST_UNREAD, *place, list(types), earliest_concurrent(position.event_id))
    return None if row is None else cast("datetime", row["occurred_at"])


def event_of(row: asyncpg.Record) -> FeedEvent:
    """An event from a row of its table, with its position's transaction number."""
    causation: UUID | None = row["causation_id"]
    return FeedEvent(**event_columns(row), causation_id=causation, transaction=row["transaction"])
