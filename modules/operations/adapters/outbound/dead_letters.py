"""Repository and queries of dead letters over PostgreSQL."""

import asyncpg
from sqlalchemy import RowMapping, select

from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from shared.infra.sql.database import Database
from shared.infra.sql.keyset import fetch_page
from shared.infra.sql.tables import dead_letters, events
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

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
_DISCARD = """
    WITH gone AS (
        DELETE FROM platform.dead_letters WHERE id = $1 RETURNING *
    ), closed AS (
        INSERT INTO platform.deliveries (event_id, consumer, attempts, created_at, due_at, done_at, last_error)
        SELECT event_id, consumer, attempts, created_at, created_at, $2, 'discarded: ' || error FROM gone
    )
    SELECT gone.*, e.type, e.aggregate_type, e.aggregate_id FROM gone JOIN platform.events e ON e.id = gone.event_id
"""
_SORTED_BY = {"id": dead_letters.c.id, "created_at": dead_letters.c.created_at}


class SqlDeadLetterRepository:
    """Implements the port `DeadLetterRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def replay(self, where: DeadLetterFilter) -> int:
        ids = None if where.ids is None else list(where.ids)
        return len(await self._tx.fetch(_REPLAY, ids, where.consumer, where.event_type, self._tx.now))

    async def discard(self, letter_id: int) -> DeadLetter | None:
        row = await self._tx.fetch_one(_DISCARD, letter_id, self._tx.now)
        return None if row is None else _letter(row)


class SqlDeadLetterQueries:
    """Implements the port `DeadLetterQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, page_request: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]:
        query = select(dead_letters, events.c.type, events.c.aggregate_type, events.c.aggregate_id)
        query = query.join(events, events.c.id == dead_letters.c.event_id)
        if where.ids is not None:
            query = query.where(dead_letters.c.id.in_(where.ids))
        if where.consumer is not None:
            query = query.where(dead_letters.c.consumer == where.consumer)
        if where.event_type is not None:
            query = query.where(events.c.type == where.event_type)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading, query, _SORTED_BY, page_request, _letter, exact=where == DeadLetterFilter()
            )


def _letter(row: asyncpg.Record | RowMapping) -> DeadLetter:
    return DeadLetter(
        id=row["id"],
        event_id=row["event_id"],
        event_type=row["type"],
        aggregate_type=row["aggregate_type"],
        aggregate_id=row["aggregate_id"],
        consumer=row["consumer"],
        attempts=row["attempts"],
        error=row["error"],
        created_at=row["created_at"],
    )
