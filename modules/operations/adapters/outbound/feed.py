"""The feed over the table of events."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from modules.operations.domain.feed import FeedEvent, FeedFilter, FeedPage, Horizon, Position
from shared.infra.sql.database import Database
from shared.infra.sql.event_columns import event_columns
from shared.infra.sql.transaction import SqlTransaction

_HORIZON = """
    SELECT c.system_identifier AS cluster, pg_snapshot_xmin(s)::text::bigint AS settled,
           pg_snapshot_xmax(s)::text::bigint AS newest
    FROM pg_control_system() c, pg_current_snapshot() s
"""
_AFTER = """
    SELECT e.*, e.xid::text::bigint AS transaction FROM platform.events e
    WHERE (e.xid, e.id) > ($1::text::xid8, $2::uuid)
      AND e.xid < $3::text::xid8 AND e.occurred_at >= $4
      AND ($5::text[] IS NULL OR e.type LIKE ANY($5::text[]))
      AND ($6::text IS NULL OR e.aggregate_type = $6) AND ($7::text IS NULL OR e.aggregate_id = $7)
    ORDER BY e.xid, e.id LIMIT $8
"""


class SqlFeed:
    """Implements the port `Feed`.

    Ids are given before the commit, so an event with a smaller one may become visible later.
    What is below the oldest transaction still under way cannot change any more.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def after(self, position: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        async with self._database.snapshot() as tx:
            horizon = await _horizon(tx)
            start = position or horizon.beginning()
            horizon.refuse_expired(start)
            rows = await tx.fetch(
                _AFTER, str(start.transaction), start.event_id, str(horizon.settled), horizon.beginning().at,
                _patterns(where.types), where.aggregate_type, where.aggregate_id, limit,
            )  # fmt: skip
        if len(rows) < limit:
            return FeedPage([_event(row) for row in rows], horizon.position())
        last = rows[-1]
        following = Position(horizon.cluster, last["transaction"], last["id"], last["occurred_at"])
        return FeedPage([_event(row) for row in rows], following)


async def _horizon(tx: SqlTransaction) -> Horizon:
    (row,) = await tx.fetch(_HORIZON)
    return Horizon(row["cluster"], row["settled"], row["newest"], tx.now)


def _patterns(types: Sequence[str]) -> list[str] | None:
    escaped = (type_.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") for type_ in types)
    return [f"{type_[:-1]}%" if type_.endswith("*") else type_ for type_ in escaped] or None


def _event(row: asyncpg.Record) -> FeedEvent:
    causation: UUID | None = row["causation_id"]
    return FeedEvent(**event_columns(row), causation_id=causation)
