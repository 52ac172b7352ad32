"""SQL repository of deliveries."""

from collections.abc import Sequence
from datetime import datetime

from modules.webhooks.adapters.outbound.sql.claims import CLAIM, READY
from modules.webhooks.adapters.outbound.sql.rows import delivery_of, endpoint_of
from modules.webhooks.adapters.outbound.sql.tables import deliveries, delivery_attempts
from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt, DeliveryState, DueDelivery, NewDelivery
from shared.infra.sql.bulk.bulk_writer import Row
from shared.infra.sql.transaction import SqlTransaction

_ADD_ONE = """
    INSERT INTO webhooks.deliveries (endpoint_id, event_id, type, aggregate_type, aggregate_id, sequence, person_id,
                                     origin, body, status, attempts, due_at, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *
"""
_STORE_BODY = "UPDATE webhooks.deliveries SET body = coalesce(body, $2) WHERE id = $1 RETURNING body"
_SETTLE = """
    UPDATE webhooks.deliveries
    SET status = $3, due_at = coalesce($4, due_at), leased_until = NULL, last_status = $5, last_error = $6,
        last_duration_ms = $7, succeeded_at = CASE WHEN $3 = 'succeeded' THEN $8::timestamptz END
    WHERE id = $1 AND status = 'pending' AND leased_until = $2 RETURNING 1
"""
_DISCARD = """
    UPDATE webhooks.deliveries SET status = 'discarded', leased_until = NULL
    WHERE endpoint_id = $1 AND status = 'pending'
"""
_ERASE_BODIES = "UPDATE webhooks.deliveries SET body = NULL WHERE person_id = ANY($1::bigint[]) AND body IS NOT NULL"
_PRUNE = """
    DELETE FROM webhooks.deliveries WHERE id IN (
        SELECT id FROM webhooks.deliveries WHERE created_at < $1 AND status <> 'pending' ORDER BY created_at LIMIT $2
    ) RETURNING 1
"""


class SqlDeliveries:
    """Implements the port `Deliveries`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    def add(self, new: Sequence[NewDelivery]) -> None:
        self._tx.insert(deliveries, [self._row(each) for each in new], if_absent=True)

    async def add_one(self, new: NewDelivery) -> Delivery:
        (row,) = await self._tx.fetch(_ADD_ONE, *self._row(new).values())
        return delivery_of(row)

    async def get(self, delivery_id: int) -> Delivery | None:
        row = await self._tx.fetch_one("SELECT * FROM webhooks.deliveries WHERE id = $1", delivery_id)
        return None if row is None else delivery_of(row)

    async def claim(
        self, max_per_endpoint: int, capacity: int, failing_capacity: int, until: datetime
    ) -> Sequence[DueDelivery]:
        now = self._tx.now
        ready = [row["id"] for row in await self._tx.fetch(READY, now)]
        if not ready:
            return []
        holder = self._tx.holder
        rows = await self._tx.fetch(CLAIM, ready, now, max_per_endpoint, capacity, failing_capacity, until, holder)
        rows = sorted(rows, key=lambda row: (row["due_at"], row["id"]))
        return [
            DueDelivery(
                delivery=delivery_of(row),
                endpoint=endpoint_of(row, "e_"),
                at=now,
                leased_until=until,
                request_id=row["request_id"],
                traceparent=row["traceparent"],
            )
            for row in rows
        ]

    async def store_body(self, delivery_id: int, body: bytes) -> bytes | None:
        row = await self._tx.fetch_one(_STORE_BODY, delivery_id, body)
        return None if row is None else row["body"]

    async def record_attempt(self, due: DueDelivery, state: DeliveryState, attempt: DeliveryAttempt) -> bool:
        delivery_id = due.delivery.id
        updated = await self._tx.fetch_one(
            _SETTLE, delivery_id, due.leased_until, state.status, state.due_at,
            attempt.status, attempt.error, attempt.duration_ms, self._tx.now,
        )  # fmt: skip
        if updated is None:
            return False
        row = {"delivery_id": delivery_id, "number": attempt.number, "at": attempt.at, "status": attempt.status}
        self._tx.insert(delivery_attempts, [{**row, "error": attempt.error, "duration_ms": attempt.duration_ms}])
        return True

    async def discard(self, endpoint_id: int) -> None:
        await self._tx.fetch(_DISCARD, endpoint_id)

    async def erase_bodies(self, person_ids: Sequence[int]) -> None:
        await self._tx.fetch(_ERASE_BODIES, list(person_ids))

    async def prune(self, before: datetime, at_most: int) -> int:
        return len(await self._tx.fetch(_PRUNE, before, at_most))

    def _row(self, new: NewDelivery) -> Row:
        message, now = new.message, self._tx.now
        return {
            "endpoint_id": new.endpoint_id,
            "event_id": message.event_id,
            "type": message.type,
            "aggregate_type": message.aggregate_type,
            "aggregate_id": message.aggregate_id,
            "sequence": message.sequence,
            "person_id": message.person_id,
            "origin": new.origin,
            "body": new.body,
            "status": "pending",
            "attempts": 0,
            "due_at": now,
            "created_at": now,
        }
