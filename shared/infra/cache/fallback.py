"""A counter that goes on counting when Redis does not answer."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.infra.cache.counters import Hit, LocalCounter, RedisCounter

_log = structlog.get_logger("cache")


class Hits(Protocol):
    """What counts."""

    async def hit(self, key: str, limit: int, window: int) -> Hit: ...


class FallbackCounter:
    """Asks `primary` within a budget of `seconds`, else counts in `local` and tells `on_fallback`.

    After `failures` in a row it asks no more for `rest` seconds, then lets a single request
    find out, so that an absent Redis costs nobody the budget.
    """

    def __init__(
        self,
        primary: Hits,
        local: Hits,
        *,
        on_fallback: Callable[[], None] = lambda: None,
        seconds: float = 0.05,
        failures: int = 3,
        rest: float = 1.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._primary = primary
        self._local = local
        self._on_fallback = on_fallback
        self._seconds = seconds
        self._most_failures = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._resting_until = 0.0

    async def hit(self, key: str, limit: int, window: int) -> Hit:
        if self._clock() >= self._resting_until:
            if self._failures >= self._most_failures:
                # This one finds out; the others stay with the local counter meanwhile.
                self._resting_until = self._clock() + self._rest
            try:
                async with asyncio.timeout(self._seconds):
                    hit = await self._primary.hit(key, limit, window)
            except (RedisError, OSError) as error:  # a TimeoutError is an OSError
                self._failed(error)
            else:
                self._recovered()
                return hit
        self._on_fallback()
        return await self._local.hit(key, limit, window)

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= self._most_failures:
            self._resting_until = self._clock() + self._rest
            if self._failures == self._most_failures:
                _log.warning("rate limits are counted per process", cause=type(error).__name__)

    def _recovered(self) -> None:
        if self._failures >= self._most_failures:
            _log.info("rate limits are counted in Redis again")
        self._failures = 0
        self._resting_until = 0.0


def counting_in(redis: Redis, on_fallback: Callable[[], None]) -> FallbackCounter:
    """The counter of a process: exact in Redis, its own while Redis is away."""
    return FallbackCounter(RedisCounter(redis), LocalCounter(), on_fallback=on_fallback)
