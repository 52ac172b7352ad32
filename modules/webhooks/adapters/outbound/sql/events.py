"""Queries of the event log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from modules.webhooks.adapters.outbound.sql.endpoints import CONSUMER
from modules.webhooks.domain.delivery import Message
from modules.webhooks.domain.personal_data import user_id_in
from modules.webhooks.ports.events import StoredEvent
from shared.infra.messaging.queries.events import events_between, get_event, undelivered_before
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction


class SqlEventLog:
    """Implements the port `EventLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, event_id: UUID) -> StoredEvent | None:
        async with self._database.read() as reading:
            row = await get_event(reading, event_id)
        return (
            None
            if row is None
            else StoredEvent(
                type=row["type"], occurred_at=row["occurred_at"], sequence=row["sequence"], data=row["data"]
            )
        )


class SqlEvents:
    """Implements the port `Events`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def between(self, since: datetime, until: datetime, after: UUID | None, at_most: int) -> Sequence[Message]:
        rows = await events_between(self._tx, since, until=until, after=after, at_most=at_most)
        return [_message(row) for row in rows]

    async def not_fanned_out_before(self, messages: Sequence[Message]) -> Sequence[Message]:
        places = [(m.aggregate_type, m.aggregate_id, m.sequence) for m in messages]
        return [_message(row) for row in await undelivered_before(self._tx, CONSUMER, places)]


def _message(row: asyncpg.Record) -> Message:
    return Message(
        event_id=row["id"],
        type=row["type"],
        aggregate_type=row["aggregate_type"],
        aggregate_id=row["aggregate_id"],
        sequence=row["sequence"],
        person_id=user_id_in(row["data"]),
    )
