"""A circuit breaker for calls to an optional Redis."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

from shared.infra.cache.deadline import Deadline
from shared.infra.tracing.spans import Kind, child_span

Answer = TypeVar("Answer")

_SYSTEM = {"db.system.name": "redis"}
_log = structlog.get_logger("cache")


class CircuitOpen(Exception):
    """The circuit is open, or the call failed."""


class CircuitBreaker:
    """Limits each call to `seconds` (see `Deadline`), and makes no calls for a while after repeated failures.

    After `failures` consecutive failures, calls fail at once for `cooldown` seconds; then a single call probes whether
    Redis is available again. So requests do not wait for an unavailable Redis. `opened_message` and `closed_message`
    are logged when the circuit opens and closes.
    """

    def __init__(
        self,
        opened_message: str,
        closed_message: str,
        *,
        seconds: float = 0.05,
        failures: int = 3,
        cooldown: float = 1.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._opened_message = opened_message
        self._closed_message = closed_message
        self._seconds = seconds
        self._max_failures = failures
        self._cooldown = cooldown
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    async def call(self, operation: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run the operation and return its result; raises CircuitOpen if it fails or the circuit is open."""
        if self._clock() < self._open_until:
            raise CircuitOpen
        if self._failures >= self._max_failures:
            # This call probes; the others fail fast meanwhile.
            self._open_until = self._clock() + self._cooldown
        try:
            with child_span("CALL redis", Kind.CLIENT, _SYSTEM):
                async with Deadline(self._seconds):
                    result = await operation()
        except (RedisError, OSError) as error:  # a TimeoutError is an OSError
            self._failed(error)
            raise CircuitOpen from error
        self._recovered()
        return result

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= self._max_failures:
            self._open_until = self._clock() + self._cooldown
            if self._failures == self._max_failures:
                _log.warning(self._opened_message, metadata=type(error).__name__)

    def _recovered(self) -> None:
        if self._failures >= self._max_failures:
            _log.info(self._closed_message)
        self._failures = 0
        self._open_until = 0.0
