"""Repository and queries of dead letters over PostgreSQL."""

import asyncpg
from sqlalchemy import RowMapping

from modules.operations.domain.dead_letter import DeadLetter, DeadLetterFilter
from shared.infra.messaging.queries import dead_letters
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest


class SqlDeadLetterRepository:
    """Implements the port `DeadLetterRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def replay(self, where: DeadLetterFilter) -> int:
        return await dead_letters.replay(self._tx, where.ids, where.consumer, event_type=where.event_type)

    async def hold(self, module: str, reason: str) -> int:
        return await dead_letters.hold(self._tx, module, reason)

    async def discard(self, letter_id: int) -> DeadLetter | None:
        row = await dead_letters.discard(self._tx, letter_id, self._tx.now)
        return None if row is None else _letter(row)


class SqlDeadLetterQueries:
    """Implements the port `DeadLetterQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_page(self, page_request: PageRequest, where: DeadLetterFilter) -> Page[DeadLetter]:
        query = dead_letters.matching(where.ids, where.consumer, where.event_type)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading,
                query,
                dead_letters.SORTABLE,
                wanted=page_request,
                item=_letter,
                exact=where == DeadLetterFilter(),
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
