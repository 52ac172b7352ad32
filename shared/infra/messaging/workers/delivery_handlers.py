"""Handlers of deliveries: each effect is applied once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol
from uuid import UUID

import structlog

from shared.infra.messaging.metrics import ConsumerMetrics
from shared.infra.messaging.ports import Batch, Inbox
from shared.infra.messaging.workers.delivery_tracing import log_context, processing_spans, receive_span
from shared.infra.messaging.workers.retry_policy import EXTERNAL_RETRIES, TRANSACTIONAL_RETRIES, RetryPolicy
from shared.infra.tracing.spans import ROOT
from shared.kernel.deliveries import Attempt, DeadLettered, Finished, Started, Succeeded
from shared.kernel.module import Subscription


class MessageHandler(Protocol):
    """Handles a message: the events' ids, and the end of the lease under which they were sent.

    `sent_by` is the sender's span if tracing is enabled.
    """

    async def __call__(self, event_ids: Sequence[UUID], leased_until: datetime, sent_by: str = ROOT) -> None: ...


EXTERNAL_TIMEOUT_SECONDS = 15
"""An external effect that takes longer has failed."""

_log = structlog.get_logger("tradepost.worker")


def create_handler(subscription: Subscription, inbox: Inbox, lease: timedelta) -> MessageHandler:
    """The handlers of the consumer's messages."""
    consumer = subscription.consumer
    if not consumer.external:
        return TransactionalHandler(subscription, inbox, lease)
    if consumer.batched:
        return ExternalBatchHandler(subscription, inbox, lease)
    return ExternalHandler(subscription, inbox, lease)


class _Consumer:
    def __init__(self, subscription: Subscription, inbox: Inbox, lease: timedelta, retry_policy: RetryPolicy) -> None:
        self._subscription = subscription
        self._name = subscription.consumer.name
        self._inbox = inbox
        self._lease = lease
        self._retry_policy = retry_policy
        self._types = frozenset(subscription.consumer.events)
        self._metrics = ConsumerMetrics(self._name)

    async def __call__(self, event_ids: Sequence[UUID], leased_until: datetime, sent_by: str = ROOT) -> None:
        """Begin an attempt at each delivery that is still under the lease, and finish it."""
        began = perf_counter()
        with receive_span(self._name, len(event_ids), sent_by):
            started = await self._inbox.begin(self._name, event_ids, leased_until, self._lease)
            if started.attempts:
                await self._handle(started, began)

    async def _handle(self, started: Started, began: float) -> None:
        raise NotImplementedError

    async def _commit(self, batch: Batch, started: Started, finished: Sequence[Finished], began: float) -> None:
        """Mark the outcomes of the deliveries that still belong to this attempt, and count them after the commit."""
        owned = [outcome for outcome in finished if outcome.event_id in batch.owned_ids]
        await batch.commit(owned)
        self._metrics.observe(started.attempts, owned, batch.tx.now, perf_counter() - began)

    def _rejected(self, attempt: Attempt, now: datetime) -> DeadLettered | None:
        """Finish deliveries without an attempt: those with too many attempts, and unknown event types."""
        if not self._types & {attempt.event.type, "*"}:
            return DeadLettered(attempt.event_id, f"{self._name} does not handle this type of event.")
        return self._retry_policy.exhausted(attempt, now)

    def _failed(self, attempt: Attempt, now: datetime, error: Exception) -> Finished:
        finished = self._retry_policy.on_failure(attempt, now, error)
        with log_context(attempt):
            message = "delivery given up" if isinstance(finished, DeadLettered) else "delivery failed"
            _log.warning(message, type=attempt.event.type, attempt=attempt.number, error=finished.error)
        return finished


class TransactionalHandler(_Consumer):
    """Effects in the database: all of a message in one transaction.

    The first attempt uses no savepoints, because they cost more than most effects. If one effect fails, all are rolled
    back and repeated, each in a savepoint.
    """

    def __init__(
        self,
        subscription: Subscription,
        inbox: Inbox,
        lease: timedelta,
        retry_policy: RetryPolicy = TRANSACTIONAL_RETRIES,
    ) -> None:
        super().__init__(subscription, inbox, lease, retry_policy)

    async def _handle(self, started: Started, began: float) -> None:
        if len(started.attempts) > 1:
            with suppress(Exception):
                return await self._apply_all(started, began, self._apply_together)
        return await self._apply_all(started, began, self._apply_each_in_savepoint)

    async def _apply_all(
        self, started: Started, began: float, apply: Callable[[Batch, Sequence[Attempt]], Awaitable[Sequence[Finished]]]
    ) -> None:
        async with self._inbox.open(self._name, started) as batch:
            owned = [attempt for attempt in started.attempts if attempt.event_id in batch.owned_ids]
            await self._commit(batch, started, await apply(batch, owned), began)

    async def _apply_together(self, batch: Batch, attempts: Sequence[Attempt]) -> Sequence[Finished]:
        if self._subscription.batch_handler is None:
            return [await self._apply(batch, attempt) for attempt in attempts]
        finished: list[Finished] = [self._rejected(a, batch.tx.now) or Succeeded(a.event_id) for a in attempts]
        to_apply = [a for a, outcome in zip(attempts, finished, strict=True) if isinstance(outcome, Succeeded)]
        if to_apply:
            with processing_spans(to_apply) as events:
                await self._subscription.batch_handler(batch.tx, events)
                await batch.flush()
        return finished

    async def _apply_each_in_savepoint(self, batch: Batch, attempts: Sequence[Attempt]) -> Sequence[Finished]:
        return [await self._apply_in_savepoint(batch, attempt) for attempt in attempts]

    async def _apply(self, batch: Batch, attempt: Attempt) -> Finished:
        rejected = self._rejected(attempt, batch.tx.now)
        if rejected is None:
            with processing_spans([attempt]) as events:
                if self._subscription.batch_handler is not None:
                    await self._subscription.batch_handler(batch.tx, events)
                elif self._subscription.handler is not None:
                    await self._subscription.handler(batch.tx, events[0])
                await batch.flush()
        return rejected or Succeeded(attempt.event_id)

    async def _apply_in_savepoint(self, batch: Batch, attempt: Attempt) -> Finished:
        try:
            async with batch.savepoint():
                return await self._apply(batch, attempt)
        except Exception as error:
            return self._failed(attempt, batch.tx.now, error)


class ExternalHandler(_Consumer):
    """External effects: those of a message at the same time, without an open transaction, marked together afterwards.

    If the process ends in between, the effects are repeated; their requests carry the deliveries' stable keys.
    """

    def __init__(
        self, subscription: Subscription, inbox: Inbox, lease: timedelta, retry_policy: RetryPolicy = EXTERNAL_RETRIES
    ) -> None:
        super().__init__(subscription, inbox, lease, retry_policy)

    async def _handle(self, started: Started, began: float) -> None:
        now = started.until - self._lease
        finished = await asyncio.gather(*(self._finish(attempt, now) for attempt in started.attempts))
        async with self._inbox.open(self._name, started) as batch:
            await self._commit(batch, started, finished, began)

    async def _finish(self, attempt: Attempt, now: datetime) -> Finished:
        return self._rejected(attempt, now) or await self._attempt(attempt, now)

    async def _attempt(self, attempt: Attempt, now: datetime) -> Finished:
        assert self._subscription.external_handler is not None  # noqa: S101 handler() saw to it
        try:
            with processing_spans([attempt]) as (event,):
                async with asyncio.timeout(EXTERNAL_TIMEOUT_SECONDS):
                    await self._subscription.external_handler(event)
        except Exception as error:
            return self._failed(attempt, now, error)
        return Succeeded(attempt.event_id)


class ExternalBatchHandler(_Consumer):
    """Calls an external system for many events at once: one attempt and one outcome for all; it may run again."""

    def __init__(
        self, subscription: Subscription, inbox: Inbox, lease: timedelta, retry_policy: RetryPolicy = EXTERNAL_RETRIES
    ) -> None:
        super().__init__(subscription, inbox, lease, retry_policy)

    async def _handle(self, started: Started, began: float) -> None:
        finished = await self._attempt(started.attempts, started.until - self._lease)
        async with self._inbox.open(self._name, started) as batch:
            await self._commit(batch, started, finished, began)

    async def _attempt(self, attempts: Sequence[Attempt], now: datetime) -> Sequence[Finished]:
        finished: list[Finished] = [self._rejected(attempt, now) or Succeeded(attempt.event_id) for attempt in attempts]
        to_apply = [a for a, outcome in zip(attempts, finished, strict=True) if isinstance(outcome, Succeeded)]
        try:
            if to_apply and self._subscription.external_batch_handler is not None:
                with processing_spans(to_apply) as events:
                    async with asyncio.timeout(EXTERNAL_TIMEOUT_SECONDS):
                        await self._subscription.external_batch_handler(events)
        except Exception as error:
            failed = {attempt.event_id: self._failed(attempt, now, error) for attempt in to_apply}
            finished = [failed.get(outcome.event_id, outcome) for outcome in finished]
        return finished
