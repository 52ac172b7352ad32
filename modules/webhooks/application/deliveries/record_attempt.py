"""Record the outcome of an attempt for the delivery and its endpoint."""

import random
from collections.abc import Callable

from modules.webhooks.domain.delivery import DeliveryAttempt, DueDelivery, Outcome, next_state
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.events import EventMetadata

_METADATA = EventMetadata("webhooks.sender", "webhooks-sender")


class RecordAttempt:
    """Ignores the outcome if the lease was lost: another sender may have the delivery."""

    def __init__(self, begin: Begin, chance: Callable[[], float] = random.random) -> None:
        self._begin = begin
        self._chance = chance

    async def __call__(self, due: DueDelivery, outcome: Outcome) -> None:
        delivery = due.delivery
        async with self._begin() as work:
            endpoint = await work.endpoints.lock(delivery.endpoint_id)
            if endpoint is None:
                return
            now = work.tx.now
            state = next_state(outcome, delivery.attempts, now=now, chance=self._chance())
            attempt = DeliveryAttempt(
                number=delivery.attempts,
                at=due.at,
                status=outcome.status,
                error=outcome.error,
                duration_ms=outcome.duration_ms,
            )
            if await work.deliveries.record_attempt(due, state, attempt) and outcome.by_receiver:
                reached = (
                    endpoint.record_success()
                    if outcome.succeeded
                    else endpoint.record_failure(now, _METADATA, gone=outcome.gone)
                )
                await self._save_change(work, endpoint, reached)
            await work.commit()

    async def _save_change(self, work: UnitOfWork, endpoint: Endpoint, now: Endpoint) -> None:
        if now is endpoint:
            return
        await work.endpoints.save(now)
        if endpoint.active and now.disabled_reason is not None:
            await work.deliveries.discard(now.id)
            await work.subscription.sync()
