"""Asking a Redis that can be done without: never for long, and not at all while it is away."""

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
    """There is no answer to be had now."""


class CircuitBreaker:
    """Asks within a budget of `seconds` (see `Deadline`).

    After `failures` in a row it asks no more for `rest` seconds, then lets a single question
    find out, so that an absent Redis costs nobody the budget. `away` and `back` are what the
    log says when that begins and when it ends.
    """

    def __init__(
        self,
        away: str,
        back: str,
        *,
        seconds: float = 0.05,
        failures: int = 3,
        rest: float = 1.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._away = away
        self._back = back
        self._seconds = seconds
        self._most_failures = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._resting_until = 0.0

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """What Redis says; raises Away when it does not."""
        if self._clock() < self._resting_until:
            raise CircuitOpen
        if self._failures >= self._most_failures:
            # This one finds out; the others do without meanwhile.
            self._resting_until = self._clock() + self._rest
        try:
            with child_span("ASK redis", Kind.CLIENT, _SYSTEM):
                async with Deadline(self._seconds):
                    answer = await question()
        except (RedisError, OSError) as error:  # a TimeoutError is an OSError
            self._failed(error)
            raise CircuitOpen from error
        self._recovered()
        return answer

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= self._most_failures:
            self._resting_until = self._clock() + self._rest
            if self._failures == self._most_failures:
                _log.warning(self._away, cause=type(error).__name__)

    def _recovered(self) -> None:
        if self._failures >= self._most_failures:
            _log.info(self._back)
        self._failures = 0
        self._resting_until = 0.0
