"""Sends due deliveries to the workers. Any number of relays may run."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol
from uuid import UUID

import structlog

from shared.infra.messaging.metrics import RELAY_FAILURES, RELAYED
from shared.infra.messaging.ports import Claims, Queue
from shared.infra.tracing.spans import ROOT, Attributes, Kind, span, tracer
from shared.kernel.deliveries import Lease
from shared.kernel.errors import Unavailable
from shared.kernel.module import Consumer

LEASE = timedelta(seconds=30)
"""A delivery that is not done by then is sent again, in case its message was lost."""

BUSY_SECONDS, IDLE_SECONDS, AWAY_SECONDS = 0.1, 1.0, 1.0
FULL_SECONDS = 0.02
"""Pause while the workers have no capacity."""
REST_SECONDS, MAX_REST_SECONDS = 0.002, 0.05
"""Pause after sending, for each delivery that was sent. Under load the relay claims less often and messages are larger:
a transaction of a worker then handles more deliveries.
"""
ORPHANS_SECONDS = 0.5
"""Interval between two checks for dead workers."""
MAX_BATCH = 50
"""Maximum number of deliveries in one message. Each is a savepoint of one transaction, of which PostgreSQL caches
64.
"""
MAX_CONCURRENT = 8
"""The same for a consumer that calls an external system for each event: a worker makes the calls of a message at the
same time.
"""

_log = structlog.get_logger("tradepost.relay")


class Notifier(Protocol):
    """Waits for notifications of new events."""

    async def wait(self, seconds: float) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wakeup:
    """A message: deliveries of one consumer, claimed together."""

    consumer: str
    event_ids: Sequence[UUID]
    leased_until: datetime
    sent_by: str = ROOT


class Relay:
    """Claims, commits, then sends; never in another order, and never by the highest id seen.

    If a relay dies in between or a message is lost, the lease expires and the delivery is claimed again. Serves only
    the consumers of this program; deliveries of others wait for their relay.
    """

    def __init__(
        self,
        claims: Claims,
        queue: Queue,
        notifier: Notifier,
        *,
        consumers: Sequence[Consumer],
        lease: timedelta = LEASE,
    ) -> None:
        self._claims = claims
        self._queue = queue
        self._notifier = notifier
        self._lease = lease
        self._transactional = [each.name for each in consumers if not each.external]
        self._external = [each.name for each in consumers if each.external]
        self._batch_sizes = {each.name: _batch_size(each) for each in consumers}
        self._full = False
        self._orphans_checked_at = -ORPHANS_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until stopped: when notified, else by polling."""
        pause = BUSY_SECONDS
        while not stop.is_set():
            try:
                sent = await self.run_once()
            except Exception as error:
                RELAY_FAILURES.inc()
                _log.warning("relay waits", error=type(error).__name__, known=isinstance(error, Unavailable))
                await asyncio.sleep(AWAY_SECONDS)
                continue
            if sent:
                pause = BUSY_SECONDS
                await asyncio.sleep(min(sent * REST_SECONDS, MAX_REST_SECONDS))
            elif self._full:
                await asyncio.sleep(FULL_SECONDS)
            elif not await self._notifier.wait(pause):
                pause = min(2 * pause, IDLE_SECONDS)

    async def run_once(self) -> int:
        """Claim and send once; returns the number of deliveries sent."""
        self._full = False
        await self._release_orphans()
        capacity = await self._queue.capacity()
        at_most = self._quotas(self._transactional, capacity.transactional)
        at_most |= self._quotas(self._external, capacity.external)
        if not at_most:
            return 0
        lease = await self._claims.claim(at_most, self._lease)
        messages = [*_messages(lease, self._batch_sizes)]
        if not messages:
            return 0
        try:
            await self._send(messages)
        except BaseException:
            # Some may have been sent: their lease is gone, so that only the new claim counts.
            await self._claims.release(lease, lease.claimed)
            raise
        RELAYED.inc(len(lease.claimed))
        return len(lease.claimed)

    async def _release_orphans(self) -> None:
        now = monotonic()
        if now - self._orphans_checked_at >= ORPHANS_SECONDS:
            self._orphans_checked_at = now
            if released := await self._claims.release_orphans():
                _log.warning("a worker has died", deliveries=released)

    async def _send(self, messages: Sequence[Wakeup]) -> None:
        if tracer() is None:
            await self._queue.send(messages)
            return
        with span("send", Kind.PRODUCER, _span_attributes(messages), parent=ROOT) as sending:
            await self._queue.send([replace(message, sent_by=sending.traceparent or ROOT) for message in messages])

    def _quotas(self, consumers: Sequence[str], capacity: int) -> dict[str, int]:
        """The number of deliveries that each consumer may be sent: the workers' capacity, the same for all."""
        if not consumers:
            return {}
        if capacity <= 0:
            self._full = True
            return {}
        messages = max(1, capacity // len(consumers))
        return {name: messages * self._batch_sizes[name] for name in consumers}


def _span_attributes(messages: Sequence[Wakeup]) -> Attributes:
    return {
        "messaging.system": "tradepost",
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.batch.message_count": sum(len(message.event_ids) for message in messages),
    }


def _messages(lease: Lease, batch_sizes: Mapping[str, int]) -> Iterator[Wakeup]:
    """First attempts share a message. A delivery is sent alone if an earlier attempt may have ended its process."""
    fresh: dict[str, list[UUID]] = defaultdict(list)
    for claimed in lease.claimed:
        if claimed.attempts:
            yield Wakeup(claimed.consumer, [claimed.event_id], lease.until)
        else:
            fresh[claimed.consumer].append(claimed.event_id)
    for consumer, ids in fresh.items():
        size = batch_sizes[consumer]
        for start in range(0, len(ids), size):
            yield Wakeup(consumer, ids[start : start + size], lease.until)


def _batch_size(consumer: Consumer) -> int:
    return MAX_CONCURRENT if consumer.external and not consumer.batched else MAX_BATCH
