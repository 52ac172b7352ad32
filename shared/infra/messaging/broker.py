"""Dramatiq over Redis or Valkey, used only to wake workers.

It has no retries, delays, results or age limits: deliveries have all that in the database, so a message that Dramatiq
loses costs one lease.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import cast

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

from shared.infra.messaging.blocking_consumer import BlockingConsumer, PollingConsumer, notify
from shared.infra.messaging.ports import Capacity, Message
from shared.infra.redis_clients.clients import connect

TRANSACTIONAL_QUEUE, EXTERNAL_QUEUE = "transactional", "external"
QUEUE_CAPACITY = {TRANSACTIONAL_QUEUE: 64, EXTERNAL_QUEUE: 64}
"""Maximum number of messages; further deliveries stay in the database, where they are neither lost nor sent twice."""

MAX_EXTERNAL_THREADS = 4
"""Maximum number of worker threads for external handlers."""

_EVERY_COMMAND = 1_000_000
_NAMESPACE = "tradepost"


class DeliveryBroker(RedisBroker):
    """Has no queues for delayed messages, and fewer external messages in flight than threads.

    Maintenance runs with every command; by default a dead worker's messages would wait for minutes. A live worker
    requests messages four times a second. The fetched messages of a worker that is silent for too long go to other
    workers; if it still works on them, the lease makes the second attempt harmless.
    """

    def __init__(self, url: str, middleware: Sequence[Middleware] = ()) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # Dramatiq leaves its constructor open
            client=connect(url),
            middleware=list(middleware),
            namespace=_NAMESPACE,
            maintenance_chance=_EVERY_COMMAND,
            heartbeat_timeout=2_000,
            dead_message_ttl=60_000,
        )

    def declare_queue(self, queue_name: str) -> None:
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> dramatiq.Consumer:
        if queue_name == EXTERNAL_QUEUE:
            prefetch = min(prefetch, MAX_EXTERNAL_THREADS)
        fetching = cast("PollingConsumer", super().consume(queue_name, prefetch, timeout=0))
        return BlockingConsumer(fetching, self.client, _wakeup_key(queue_name))

    def waiting(self, *queue_names: str) -> Sequence[int]:
        """For each queue, the messages that no worker has fetched yet."""
        with self.client.pipeline(transaction=False) as pipe:
            for name in queue_names:
                pipe.llen(f"{_NAMESPACE}:{name}")
            return [int(length) for length in pipe.execute()]

    def wake(self, queue_name: str, messages: int) -> None:
        """Wake waiting workers for this many messages."""
        notify(self.client, _wakeup_key(queue_name), messages)


def _wakeup_key(queue_name: str) -> str:
    return f"{_NAMESPACE}:{queue_name}.bell"


class DramatiqQueue:
    """The relay's side of the broker; it sends to actors without declaring them."""

    def __init__(self, broker: DeliveryBroker, external: Sequence[str]) -> None:
        self._broker = broker
        self._external = frozenset(external)

    async def capacity(self) -> Capacity:
        waiting = await asyncio.to_thread(self._broker.waiting, TRANSACTIONAL_QUEUE, EXTERNAL_QUEUE)
        transactional, external = waiting
        return Capacity(QUEUE_CAPACITY[TRANSACTIONAL_QUEUE] - transactional, QUEUE_CAPACITY[EXTERNAL_QUEUE] - external)

    async def send(self, messages: Sequence[Message]) -> None:
        if messages:
            await asyncio.to_thread(self._send, messages)

    def _send(self, messages: Sequence[Message]) -> None:
        sent: Counter[str] = Counter()
        for message in messages:
            queue = EXTERNAL_QUEUE if message.consumer in self._external else TRANSACTIONAL_QUEUE
            self._broker.enqueue(_encoded(message, queue))
            sent[queue] += 1
        for queue, number in sent.items():
            self._broker.wake(queue, number)

    def close(self) -> None:
        self._broker.client.close()


def _encoded(message: Message, queue: str) -> "dramatiq.Message[None]":
    return dramatiq.Message(
        queue_name=queue,
        actor_name=message.consumer,
        args=([str(event_id) for event_id in message.event_ids], message.leased_until.isoformat()),
        kwargs={"sent_by": message.sent_by} if message.sent_by else {},
        options={},
    )
