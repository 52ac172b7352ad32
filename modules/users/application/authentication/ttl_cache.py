"""A cache of look-ups with a short time to live."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")

_MAX_ENTRIES = 20_000


class TtlCache(Generic[Value]):
    """Keeps the result of a look-up for `seconds` from its start. Concurrent callers share one look-up.

    Failures are not cached. When the cache is full, it is cleared, which is simpler than evicting entries.
    """

    def __init__(self, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._known: dict[str, tuple[float, asyncio.Future[Value]]] = {}

    async def get(self, key: str, look_up: Callable[[], Awaitable[Value]]) -> Value:
        known = self._known.get(key)
        if known is not None and self._now() < known[0]:
            # A cancelled caller must not cancel the look-up of the other callers.
            return known[1].result() if known[1].done() else await asyncio.shield(known[1])
        if len(self._known) >= _MAX_ENTRIES:
            self._known.clear()
        task = asyncio.ensure_future(look_up())
        self._known[key] = (self._now() + self._seconds, task)
        task.add_done_callback(lambda done: self._drop_failed(key, done))
        return await asyncio.shield(task)

    def _drop_failed(self, key: str, task: asyncio.Future[Value]) -> None:
        known = self._known.get(key)
        if known is not None and known[1] is task and (task.cancelled() or task.exception() is not None):
            del self._known[key]

    def invalidate(self) -> None:
        """Clear the cache."""
        self._known.clear()
