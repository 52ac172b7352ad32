"""List, hold, replay and discard dead letters."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import Select, select

from shared.infra.messaging.tables import dead_letters, events
from shared.infra.sql.transaction import SqlTransaction

_REPLAY = """
    WITH back AS (
        DELETE FROM platform.dead_letters d USING platform.events e
        WHERE e.id = d.event_id AND ($1::bigint[] IS NULL OR d.id = ANY($1))
          AND ($2::text IS NULL OR d.consumer = $2) AND ($3::text IS NULL OR e.type = $3)
        RETURNING d.event_id, d.consumer
    )
    INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at)
    SELECT event_id, consumer, $4, $4 FROM back RETURNING 1
"""
_HOLD = """
    WITH gone AS (
        DELETE FROM platform.deliveries WHERE starts_with(consumer, $1) AND done_at IS NULL
        RETURNING event_id, consumer, attempts
    )
    INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
    SELECT event_id, consumer, attempts, $2, $3 FROM gone RETURNING 1
"""
_DISCARD = """
    WITH gone AS (
        DELETE FROM platform.dead_letters WHERE id = $1 RETURNING *
    ), closed AS (
        INSERT INTO platform.deliveries (event_id, consumer, attempts, created_at, due_at, done_at, last_error)
        SELECT event_id, consumer, attempts, created_at, created_at, $2, 'discarded: ' || error FROM gone
    )
    SELECT gone.*, e.type, e.aggregate_type, e.aggregate_id FROM gone JOIN platform.events e ON e.id = gone.event_id
"""
SORTABLE = {"id": dead_letters.c.id, "created_at": dead_letters.c.created_at}


def matching(ids: Sequence[int] | None, consumer: str | None, event_type: str | None) -> Select[tuple[object, ...]]:
    """Dead letters, each with its event's type and aggregate. None matches any value."""
    query = select(dead_letters, events.c.type, events.c.aggregate_type, events.c.aggregate_id)
    query = query.join(events, events.c.id == dead_letters.c.event_id)
    if ids is not None:
        query = query.where(dead_letters.c.id.in_(ids))
    if consumer is not None:
        query = query.where(dead_letters.c.consumer == consumer)
    if event_type is not None:
        query = query.where(events.c.type == event_type)
    return query


async def replay(tx: SqlTransaction, ids: Sequence[int] | None, consumer: str | None, *, event_type: str | None) -> int:
    """Deliver the matching dead letters again; returns their number."""
    return len(await tx.fetch(_REPLAY, None if ids is None else list(ids), consumer, event_type, tx.now))


async def hold(tx: SqlTransaction, module: str, reason: str) -> int:
    """Make the pending deliveries to the module's consumers dead letters; returns their number."""
    return len(await tx.fetch(_HOLD, f"{module}.", reason, tx.now))


async def discard(tx: SqlTransaction, letter_id: int, now: datetime) -> asyncpg.Record | None:
    """Close the delivery without an effect; the dead letter as `matching` returns it, None if there is none."""
    return await tx.fetch_one(_DISCARD, letter_id, now)
