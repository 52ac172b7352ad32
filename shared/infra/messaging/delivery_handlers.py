"""Deliveries turned into effects, each applied once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol
from uuid import UUID

import structlog

from shared.infra.messaging.delivery_tracing import log_context, processing_spans, receive_span
from shared.infra.messaging.metrics import ConsumerMetrics
from shared.infra.messaging.ports import Batch, Inbox
from shared.infra.messaging.retry_policy import EXTERNAL_RETRIES, TRANSACTIONAL_RETRIES, RetryPolicy
from shared.infra.tracing.spans import ROOT
from shared.kernel.deliveries import Attempt, DeadLettered, Finished, Started, Succeeded
from shared.kernel.module import Subscription


class MessageHandler(Protocol):
    """Does what a message asks for: the events' ids, and the end of the lease under which they were sent.

    `sent_by` is the span of who sent it, where somebody traces.
    """

    async def __call__(self, event_ids: Sequence[UUID], leased_until: datetime, sent_by: str = ROOT) -> None: ...


EXTERNAL_TIMEOUT_SECONDS = 15
"""An effect outside that takes longer has failed."""

_log = structlog.get_logger("tradepost.worker")


def create_handler(subscription: Subscription, inbox: Inbox, lease: timedelta) -> MessageHandler:
    """What the consumer's messages are given to."""
    if not subscription.is_external:
        return TransactionalHandler(subscription, inbox, lease)
    if subscription.external_batch_handler is not None:
        return ExternalBatchHandler(subscription, inbox, lease)
    return ExternalHandler(subscription, inbox, lease)


class _Consumer:
    def __init__(self, subscription: Subscription, inbox: Inbox, lease: timedelta, tries: RetryPolicy) -> None:
        self._subscription = subscription
        self._inbox = inbox
        self._lease = lease
        self._tries = tries
        self._types = frozenset(subscription.events)
        self._metrics = ConsumerMetrics(subscription.consumer)

    async def __call__(self, event_ids: Sequence[UUID], leased_until: datetime, sent_by: str = ROOT) -> None:
        """Begin an attempt at each of the deliveries that are still under the lease, and bring it to its end."""
        began = perf_counter()
        with receive_span(self._subscription.consumer, len(event_ids), sent_by):
            begun = await self._inbox.begin(self._subscription.consumer, event_ids, leased_until, self._lease)
            if begun.attempts:
                await self._handle(begun, began)

    async def _handle(self, begun: Started, began: float) -> None:
        raise NotImplementedError

    async def _commit(self, batch: Batch, begun: Started, settled: Sequence[Finished], began: float) -> None:
        """Mark what became of those that are still ours, and count it once that is true."""
        ours = [fate for fate in settled if fate.event_id in batch.mine]
        await batch.commit(ours)
        self._metrics.observe(begun.attempts, ours, batch.tx.now, perf_counter() - began)

    def _refused(self, attempt: Attempt, now: datetime) -> DeadLettered | None:
        """What is not tried at all: what was tried too often, and types that this program does not know."""
        if not self._types & {attempt.event.type, "*"}:
            return DeadLettered(attempt.event_id, f"{self._subscription.consumer} does not handle this type of event.")
        return self._tries.spent(attempt, now)

    def _failed(self, attempt: Attempt, now: datetime, error: Exception) -> Finished:
        settled = self._tries.after(attempt, now, error)
        with log_context(attempt):
            said = "delivery given up" if isinstance(settled, DeadLettered) else "delivery failed"
            _log.warning(said, type=attempt.event.type, attempt=attempt.number, error=settled.error)
        return settled


class TransactionalHandler(_Consumer):
    """Effects in the database: all of a message in one transaction.

    First without savepoints, which cost more than most effects. If one fails, all are undone
    and done again, now each undone alone if it fails.
    """

    def __init__(
        self, subscription: Subscription, inbox: Inbox, lease: timedelta, tries: RetryPolicy = TRANSACTIONAL_RETRIES
    ) -> None:
        super().__init__(subscription, inbox, lease, tries)

    async def _handle(self, begun: Started, began: float) -> None:
        if len(begun.attempts) > 1:
            with suppress(Exception):
                return await self._all(begun, began, self._apply_together)
        return await self._all(begun, began, self._apply_each_apart)

    async def _all(
        self, begun: Started, began: float, apply: Callable[[Batch, Sequence[Attempt]], Awaitable[Sequence[Finished]]]
    ) -> None:
        async with self._inbox.open(self._subscription.consumer, begun) as batch:
            ours = [attempt for attempt in begun.attempts if attempt.event_id in batch.mine]
            await self._commit(batch, begun, await apply(batch, ours), began)

    async def _apply_together(self, batch: Batch, attempts: Sequence[Attempt]) -> Sequence[Finished]:
        if self._subscription.batch_handler is None:
            return [await self._apply(batch, attempt) for attempt in attempts]
        settled: list[Finished] = [self._refused(a, batch.tx.now) or Succeeded(a.event_id) for a in attempts]
        wanted = [a for a, fate in zip(attempts, settled, strict=True) if isinstance(fate, Succeeded)]
        if wanted:
            with processing_spans(wanted) as deliveries:
                await self._subscription.batch_handler(batch.tx, deliveries)
                await batch.flush()
        return settled

    async def _apply_each_apart(self, batch: Batch, attempts: Sequence[Attempt]) -> Sequence[Finished]:
        return [await self._apply_apart(batch, attempt) for attempt in attempts]

    async def _apply(self, batch: Batch, attempt: Attempt) -> Finished:
        refused = self._refused(attempt, batch.tx.now)
        if refused is None:
            with processing_spans([attempt]) as deliveries:
                if self._subscription.batch_handler is not None:
                    await self._subscription.batch_handler(batch.tx, deliveries)
                elif self._subscription.handler is not None:
                    await self._subscription.handler(batch.tx, deliveries[0])
                await batch.flush()
        return refused or Succeeded(attempt.event_id)

    async def _apply_apart(self, batch: Batch, attempt: Attempt) -> Finished:
        try:
            async with batch.part():
                return await self._apply(batch, attempt)
        except Exception as error:
            return self._failed(attempt, batch.tx.now, error)


class ExternalHandler(_Consumer):
    """Effects outside: one by one, with no transaction open, marked afterwards.

    A process that ends in between lets the effect happen again; what it sends carries the
    delivery's stable key.
    """

    def __init__(
        self, subscription: Subscription, inbox: Inbox, lease: timedelta, tries: RetryPolicy = EXTERNAL_RETRIES
    ) -> None:
        super().__init__(subscription, inbox, lease, tries)

    async def __call__(self, event_ids: Sequence[UUID], leased_until: datetime, sent_by: str = ROOT) -> None:
        for event_id in event_ids:
            await super().__call__([event_id], leased_until, sent_by)

    async def _handle(self, begun: Started, began: float) -> None:
        (attempt,) = begun.attempts
        now = begun.until - self._lease
        settled = self._refused(attempt, now) or await self._try(attempt, now)
        async with self._inbox.open(self._subscription.consumer, begun) as batch:
            await self._commit(batch, begun, [settled], began)

    async def _try(self, attempt: Attempt, now: datetime) -> Finished:
        assert self._subscription.external_handler is not None  # noqa: S101 handler() saw to it
        try:
            with processing_spans([attempt]) as (delivered,):
                async with asyncio.timeout(EXTERNAL_TIMEOUT_SECONDS):
                    await self._subscription.external_handler(delivered)
        except Exception as error:
            return self._failed(attempt, now, error)
        return Succeeded(attempt.event_id)


class ExternalBatchHandler(_Consumer):
    """An effect outside that takes many events at once, and may be had again: one attempt, one mark for all."""

    def __init__(
        self, subscription: Subscription, inbox: Inbox, lease: timedelta, tries: RetryPolicy = EXTERNAL_RETRIES
    ) -> None:
        super().__init__(subscription, inbox, lease, tries)

    async def _handle(self, begun: Started, began: float) -> None:
        settled = await self._try(begun.attempts, begun.until - self._lease)
        async with self._inbox.open(self._subscription.consumer, begun) as batch:
            await self._commit(batch, begun, settled, began)

    async def _try(self, attempts: Sequence[Attempt], now: datetime) -> Sequence[Finished]:
        settled: list[Finished] = [self._refused(attempt, now) or Succeeded(attempt.event_id) for attempt in attempts]
        wanted = [a for a, fate in zip(attempts, settled, strict=True) if isinstance(fate, Succeeded)]
        try:
            if wanted and self._subscription.external_batch_handler is not None:
                with processing_spans(wanted) as deliveries:
                    async with asyncio.timeout(EXTERNAL_TIMEOUT_SECONDS):
                        await self._subscription.external_batch_handler(deliveries)
        except Exception as error:
            failed = {attempt.event_id: self._failed(attempt, now, error) for attempt in wanted}
            settled = [failed.get(fate.event_id, fate) for fate in settled]
        return settled
