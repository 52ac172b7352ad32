"""Work that never ends: on the worker's event loop, from its start to its stop."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog

from shared.kernel.errors import Unavailable
from shared.kernel.module import BackgroundTask

RESTART_SECONDS = 1.0
"""Between a loop's failure and its next start."""

STOP_SECONDS = 20.0
"""For what a loop has under way when it is told to stop; then it is cut."""

_log = structlog.get_logger("tradepost.worker")


class BackgroundTaskRunner:
    """Keeps loops running, each by itself: one that fails is started again and leaves the others alone."""

    def __init__(
        self,
        background_tasks: Sequence[BackgroundTask],
        restart_seconds: float = RESTART_SECONDS,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._background_tasks = background_tasks
        self._restart_seconds = restart_seconds
        self._stop_seconds = stop_seconds
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._keep_running(loop), name=loop.name) for loop in self._background_tasks]

    async def request_stop(self) -> None:
        """Have the loops begin to end."""
        self._stop.set()

    async def stop(self) -> None:
        """Wait for the loops to end, and cut those that take too long."""
        self._stop.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=self._stop_seconds)
        for task in late:
            _log.warning("loop cut", loop=task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _keep_running(self, loop: BackgroundTask) -> None:
        while not self._stop.is_set():
            await self._run_once(loop)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._restart_seconds)

    async def _run_once(self, loop: BackgroundTask) -> None:
        try:
            await loop.run(self._stop)
        except Unavailable as unavailable:
            # Its cause lies outside, and it is tried again soon: one line tells it all.
            _log.warning("loop waits", loop=loop.name, code=unavailable.code, detail=unavailable.detail)
        except Exception:
            _log.exception("loop failed", loop=loop.name)
