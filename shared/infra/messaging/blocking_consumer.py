"""An idle worker blocks until the relay wakes it, instead of polling every few milliseconds."""

import threading
import time
from collections.abc import Iterable
from typing import Protocol

from dramatiq import Consumer, MessageProxy
from redis import Redis
from redis.exceptions import RedisError

POLL_SECONDS = 1.0
"""A lost wake-up delays a message by at most this time."""
_MAX_WAKEUPS = 64


class PollingConsumer(Protocol):
    """A consumer that polls once and returns None if there is no message or no capacity."""

    prefetch: int

    @property
    def outstanding_message_count(self) -> int: ...
    def __next__(self) -> MessageProxy | None: ...
    def ack(self, message: MessageProxy) -> None: ...
    def nack(self, message: MessageProxy) -> None: ...
    def requeue(self, messages: Iterable[MessageProxy]) -> None: ...
    def close(self) -> None: ...


class BlockingConsumer(Consumer):
    """Blocks on the queue's wake-up key while the queue is empty; without capacity, until a message ends."""

    def __init__(self, fetching: PollingConsumer, client: Redis, wakeup_key: str) -> None:
        self._fetching = fetching
        self._client = client
        self._wakeup_key = wakeup_key
        self._ended = threading.Event()

    def __next__(self) -> MessageProxy | None:
        self._ended.clear()
        message = next(self._fetching)
        # A message that ended meanwhile has made capacity that this fetch did not have.
        if message is None and not self._ended.is_set():
            self._wait()
        return message

    def _wait(self) -> None:
        if self._fetching.outstanding_message_count >= self._fetching.prefetch:
            self._ended.wait(POLL_SECONDS)
            return
        try:
            self._client.blpop([self._wakeup_key], POLL_SECONDS)
        except (RedisError, OSError):
            time.sleep(POLL_SECONDS)

    def ack(self, message: MessageProxy) -> None:
        try:
            self._fetching.ack(message)
        finally:
            self._ended.set()

    def nack(self, message: MessageProxy) -> None:
        try:
            self._fetching.nack(message)
        finally:
            self._ended.set()

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self._fetching.requeue(messages)

    def close(self) -> None:
        self._fetching.close()


def notify(client: Redis, wakeup_key: str, times: int) -> None:
    """Wake one waiting worker for each message."""
    with client.pipeline(transaction=False) as pipe:
        pipe.lpush(wakeup_key, *range(min(times, _MAX_WAKEUPS)))
        pipe.ltrim(wakeup_key, 0, _MAX_WAKEUPS - 1)
        pipe.execute()
