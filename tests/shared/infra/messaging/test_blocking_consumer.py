"""The consumer of a queue waits without polling, and goes on as soon as it can."""

import threading
import time
from collections.abc import Iterable

from dramatiq import Message, MessageProxy
from redis import Redis

from shared.infra.messaging.blocking_consumer import BlockingConsumer

MESSAGE = MessageProxy(Message(queue_name="external", actor_name="m.out", args=(), kwargs={}, options={}))


class FullQueue:
    """Has a message for a consumer without one; its capacity is one message."""

    prefetch = 1

    def __init__(self) -> None:
        self.outstanding_message_count = 0
        self.polls = 0

    def __next__(self) -> MessageProxy | None:
        self.polls += 1
        if self.outstanding_message_count == self.prefetch:
            return None
        self.outstanding_message_count += 1
        return MESSAGE

    def ack(self, message: MessageProxy) -> None:
        self.outstanding_message_count -= 1

    def nack(self, message: MessageProxy) -> None:
        self.outstanding_message_count -= 1

    def requeue(self, messages: Iterable[MessageProxy]) -> None: ...

    def close(self) -> None: ...


def test_a_full_consumer_waits_until_a_message_ends(broker_url: str) -> None:
    queue = FullQueue()
    consumer = BlockingConsumer(queue, Redis.from_url(broker_url), "unused")
    assert next(consumer) is MESSAGE
    for end in (consumer.ack, consumer.nack):
        polls = queue.polls
        threading.Timer(0.2, end, [MESSAGE]).start()
        began = time.monotonic()
        while next(consumer) is None:
            pass
        assert 0.1 < time.monotonic() - began < 0.9, "neither early nor only at the next poll"
        assert queue.polls - polls <= 3


def test_a_message_that_ends_during_a_fetch_is_noticed(broker_url: str) -> None:
    class EndsDuringFetch(FullQueue):
        def __next__(self) -> MessageProxy | None:
            message = super().__next__()
            if message is None:
                consumer.ack(MESSAGE)
            return message

    queue = EndsDuringFetch()
    consumer = BlockingConsumer(queue, Redis.from_url(broker_url), "unused")
    began = time.monotonic()
    assert [next(consumer) for _ in range(3)] == [MESSAGE, None, MESSAGE]
    assert time.monotonic() - began < 0.9, "it did not wait for the next poll"
