"""A timeout that does not count delays of this process's event loop."""

import asyncio
from types import TracebackType

_TICKS = 25


class Deadline:
    """Raises TimeoutError after `seconds` of waiting, counted in short ticks of the event loop.

    If the loop is blocked for longer than `seconds`, an ordinary timeout expires although the result has already
    arrived, because reading it takes some more iterations. So a late tick counts no more than one on time.
    """

    def __init__(self, seconds: float) -> None:
        self._tick = seconds / _TICKS
        self._left = _TICKS
        self._loop = asyncio.get_running_loop()
        self._timeout = asyncio.timeout(None)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()
        self._next = self._loop.call_later(self._tick, self._on_tick)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._next.cancel()
        await self._timeout.__aexit__(kind, error, trace)

    def _on_tick(self) -> None:
        self._left -= 1
        if self._left:
            self._next = self._loop.call_later(self._tick, self._on_tick)
        else:
            self._timeout.reschedule(self._loop.time())
