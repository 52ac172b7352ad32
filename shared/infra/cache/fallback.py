"""A rate counter that falls back to local memory when Redis is unavailable."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from shared.infra.cache.circuit_breaker import CircuitBreaker, CircuitOpen
from shared.infra.cache.rate_counter import WindowCount


class RateCounter(Protocol):
    """Counts requests in a sliding window."""

    async def hit(self, key: str, limit: int, window: int) -> WindowCount: ...


class FallbackRateCounter:
    """Uses `primary` while it is available (see `CircuitBreaker`), else `local`, and calls `on_fallback`."""

    def __init__(
        self,
        primary: RateCounter,
        local: RateCounter,
        *,
        on_fallback: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
        seconds: float = 0.05,
    ) -> None:
        self._primary = primary
        self._local = local
        self._on_fallback = on_fallback
        self._breaker = CircuitBreaker(
            "rate limits are counted per process",
            "rate limits are counted in Redis again",
            seconds=seconds,
            clock=clock,
        )

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        try:
            return await self._breaker.call(lambda: self._primary.hit(key, limit, window))
        except CircuitOpen:
            self._on_fallback()
            return await self._local.hit(key, limit, window)
