"""Marks finished attempts: one statement for each of the three outcomes."""

from collections.abc import Sequence

from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.deliveries import DeadLettered, Finished, Retry, Succeeded

_DONE = """
    UPDATE platform.deliveries SET done_at = $3, leased_until = NULL, last_error = NULL
    WHERE consumer = $1 AND event_id = ANY($2::uuid[]) AND done_at IS NULL
"""
_RETRY = """
    UPDATE platform.deliveries d SET due_at = s.due_at, leased_until = NULL, last_error = s.error
    FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS s(event_id, due_at, error)
    WHERE d.consumer = $1 AND d.event_id = s.event_id AND d.done_at IS NULL
"""
_DEAD = """
    WITH gone AS (
        DELETE FROM platform.deliveries d USING unnest($2::uuid[], $3::text[]) AS s(event_id, error)
        WHERE d.consumer = $1 AND d.event_id = s.event_id AND d.done_at IS NULL
        RETURNING d.event_id, d.consumer, d.attempts, s.error
    )
    INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
    SELECT event_id, consumer, attempts, error, $4 FROM gone
"""


async def acknowledge(tx: SqlTransaction, consumer: str, finished: Sequence[Finished]) -> None:
    """Mark the deliveries; the transaction must hold their locks."""
    done = [s.event_id for s in finished if isinstance(s, Succeeded)]
    retried = [s for s in finished if isinstance(s, Retry)]
    dead = [s for s in finished if isinstance(s, DeadLettered)]
    if done:
        await tx.fetch(_DONE, consumer, done, tx.now)
    if retried:
        columns = [s.event_id for s in retried], [s.due_at for s in retried], [s.error for s in retried]
        await tx.fetch(_RETRY, consumer, *columns)
    if dead:
        await tx.fetch(_DEAD, consumer, [s.event_id for s in dead], [s.error for s in dead], tx.now)
