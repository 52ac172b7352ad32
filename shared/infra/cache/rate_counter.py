"""The rate counter: in Redis first, in this process while Redis is unavailable."""

from collections.abc import Callable
from time import monotonic

from shared.infra.cache.circuit_breaker import CircuitBreaker, CircuitOpen
from shared.infra.cache.sliding_window import SlidingWindow, WindowCount


class RateCounter:
    """Counts in `shared`, for all processes together, while it is available (see `CircuitBreaker`), else in `local`.

    Calls `on_fallback` for each request that is counted in `local`.
    """

    def __init__(
        self,
        shared: SlidingWindow,
        local: SlidingWindow,
        *,
        on_fallback: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
        seconds: float = 0.05,
    ) -> None:
        self._shared = shared
        self._local = local
        self._on_fallback = on_fallback
        self._breaker = CircuitBreaker(
            "rate limits are counted per process",
            "rate limits are counted in Redis again",
            seconds=seconds,
            clock=clock,
        )

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        """Count one request, unless it is rejected."""
        try:
            return await self._breaker.call(lambda: self._shared.hit(key, limit, window))
        except CircuitOpen:
            self._on_fallback()
            return await self._local.hit(key, limit, window)
