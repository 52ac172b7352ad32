"""Dramatiq over Redis or Valkey, as far as it is trusted: to wake workers, and nothing else.

There are no retries, delays, results or age limits here: all that is kept with the
deliveries, so whatever Dramatiq may lose costs one lease.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import cast

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Middleware

from shared.infra.messaging.connection import connect
from shared.infra.messaging.consumer import BlockingConsumer, PollingConsumer, notify
from shared.infra.messaging.ports import Message

TRANSACTIONAL_QUEUE, EXTERNAL_QUEUE = "transactional", "external"
QUEUE_CAPACITY = {TRANSACTIONAL_QUEUE: 64, EXTERNAL_QUEUE: 64}
"""Messages; the rest waits in the database, where it is neither lost nor sent twice."""

MAX_EXTERNAL_THREADS = 4
"""Maximum number of worker threads for external handlers."""

_EVERY_COMMAND = 1_000_000
_NAMESPACE = "tradepost"


class DeliveryBroker(RedisBroker):
    """Without queues for delayed messages; with fewer outward messages at a time than threads.

    Maintenance runs with every command: by default a dead worker's messages lay for minutes. A live
    worker asks for messages four times a second; of one that was silent for too long, what it had
    fetched is given to others, which is absorbed if it works on it all the same.
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

    def waiting(self, queue_name: str) -> int:
        """Messages that no worker has taken yet."""
        return int(self.client.llen(f"{_NAMESPACE}:{queue_name}"))

    def wake(self, queue_name: str, messages: int) -> None:
        """Wake waiting workers for so many messages."""
        notify(self.client, _wakeup_key(queue_name), messages)


def _wakeup_key(queue_name: str) -> str:
    return f"{_NAMESPACE}:{queue_name}.bell"


class DramatiqQueue:
    """The relay's side of the broker; it needs no actors to send to them."""

    def __init__(self, broker: DeliveryBroker, external: Sequence[str]) -> None:
        self._broker = broker
        self._external = frozenset(external)

    async def capacity(self, external: bool) -> int:  # noqa: FBT001 there are but two queues
        queue = EXTERNAL_QUEUE if external else TRANSACTIONAL_QUEUE
        return QUEUE_CAPACITY[queue] - await asyncio.to_thread(self._broker.waiting, queue)

    async def send(self, messages: Sequence[Message]) -> None:
        if messages:
            await asyncio.to_thread(self._send, messages)

    def _send(self, messages: Sequence[Message]) -> None:
        sent: Counter[str] = Counter()
        for message in messages:
            queue = EXTERNAL_QUEUE if message.consumer in self._external else TRANSACTIONAL_QUEUE
            self._broker.enqueue(_encoded(message, queue))
            sent[queue] += 1
            if sent[queue] == 1:
                self._broker.wake(queue, 1)
        for queue, number in sent.items():
            if number > 1:
                self._broker.wake(queue, number - 1)

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
