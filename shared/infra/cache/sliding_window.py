"""Sliding windows that count requests: one in Redis, for all processes together, and one in memory."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple, Protocol

from redis.asyncio import Redis

_MAX_BATCH = 128
_MAX_KEYS = 10_000

_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local results = {}
for i, key in ipairs(KEYS) do
    local limit, window = tonumber(ARGV[2 * i - 1]), ARGV[2 * i] * 1000000
    local last = redis.call('LINDEX', key, -1)
    if last and tonumber(last) <= now - window then
        redis.call('DEL', key)
    end
    local oldest = redis.call('LINDEX', key, 0)
    while oldest and tonumber(oldest) <= now - window do
        redis.call('LPOP', key)
        oldest = redis.call('LINDEX', key, 0)
    end
    local count = redis.call('LLEN', key)
    local admitted = 0
    if count < limit then
        admitted, count = 1, count + 1
        redis.call('RPUSH', key, string.format('%.0f', now))
        redis.call('PEXPIRE', key, window / 1000)
    end
    results[#results + 1] = {admitted, limit - count, (oldest or now) + window - now}
end
return results
"""


class WindowCount(NamedTuple):
    """`seconds` is the time until one more request is admitted."""

    admitted: bool
    left: int
    seconds: float


class SlidingWindow(Protocol):
    """Counts the requests of each key."""

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        """Admit one request if fewer than `limit` were admitted in the last `window` seconds."""
        ...


class _Waiting(NamedTuple):
    key: str
    limit: int
    window: int
    result: "asyncio.Future[WindowCount]"


class RedisSlidingWindow:
    """A sliding log per key on the server's clock, by one atomic script; a rejected request is not counted.

    Requests that arrive while a script is running share the next one.
    """

    def __init__(self, redis: Redis, prefix: str = "limit:") -> None:
        self._script = redis.register_script(_SCRIPT)
        self._prefix = prefix
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        """Count one request; raises redis' errors and OSError if the server is unavailable."""
        result: asyncio.Future[WindowCount] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(self._prefix + key, limit, window, result))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())
        return await result

    async def _send(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MAX_BATCH))]
                batch = [one for one in batch if not one.result.done()]
                if batch:
                    await self._send_batch(batch)
        finally:
            self._sending = None

    async def _send_batch(self, batch: list[_Waiting]) -> None:
        limits = [number for one in batch for number in (one.limit, one.window)]
        try:
            results = await self._script(keys=[one.key for one in batch], args=limits)
        except Exception as error:
            for one in batch:
                if not one.result.done():
                    one.result.set_exception(error)
            return
        for one, (admitted, left, micros) in zip(batch, results, strict=True):
            if not one.result.done():
                one.result.set_result(WindowCount(admitted == 1, left, micros / 1_000_000))


class InMemorySlidingWindow:
    """The same in this process's memory, for at most 10,000 keys; the least recently used is removed."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._logs: OrderedDict[str, deque[float]] = OrderedDict()

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        now = self._clock()
        log = self._logs.setdefault(key, deque())
        self._logs.move_to_end(key)
        if len(self._logs) > _MAX_KEYS:
            self._logs.popitem(last=False)
        while log and log[0] <= now - window:
            log.popleft()
        admitted = len(log) < limit
        oldest = log[0] if log else now
        if admitted:
            log.append(now)
        return WindowCount(admitted, limit - len(log), oldest + window - now)
