"""Lease due deliveries to one relay at a time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from shared.infra.messaging.deliveries.lease_holders import release_orphans
from shared.infra.sql.database import Database
from shared.kernel.deliveries import Claimed, Lease

_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT d.event_id, d.consumer
        FROM unnest($1::text[], $2::int[]) AS requested(consumer, at_most)
        CROSS JOIN LATERAL (
            SELECT event_id, consumer FROM platform.deliveries
            WHERE consumer = requested.consumer AND done_at IS NULL
              AND due_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY due_at LIMIT requested.at_most FOR UPDATE SKIP LOCKED
        ) d
    )
    UPDATE platform.deliveries d SET leased_until = $4, held_by = NULL
    FROM due WHERE d.event_id = due.event_id AND d.consumer = due.consumer AND d.done_at IS NULL
    RETURNING d.event_id, d.consumer, d.attempts
"""
_RELEASE = """
    UPDATE platform.deliveries d SET leased_until = NULL
    FROM unnest($1::uuid[], $2::text[]) AS r(event_id, consumer)
    WHERE d.event_id = r.event_id AND d.consumer = r.consumer AND d.leased_until = $3 AND d.done_at IS NULL
"""


class Claims:
    """Leases on due deliveries. Each consumer is queried separately, so that none starves another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, at_most: Mapping[str, int], lease: timedelta) -> Lease:
        """Lease up to the given number of due deliveries of each consumer; committed when this returns."""
        async with self._database.begin() as tx:
            until = tx.now + lease
            rows = await tx.fetch(_CLAIM, list(at_most), list(at_most.values()), tx.now, until)
            await tx.commit()
        # UUIDv7 sorts by the time at which the event was recorded.
        return Lease(until, sorted((Claimed(*row) for row in rows), key=lambda claimed: claimed.event_id))

    async def release(self, lease: Lease, claimed: Sequence[Claimed]) -> None:
        """End the lease on deliveries that could not be sent, so that they are due immediately."""
        ids, consumers = [c.event_id for c in claimed], [c.consumer for c in claimed]
        async with self._database.begin() as tx:
            await tx.fetch(_RELEASE, ids, consumers, lease.until)
            await tx.commit()

    async def release_orphans(self) -> int:
        """End the leases of dead workers; returns their number."""
        return await release_orphans(self._database)
