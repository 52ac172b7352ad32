"""Runs background tasks on the worker's event loop."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog

from shared.kernel.errors import Unavailable
from shared.kernel.module import BackgroundTask

RESTART_SECONDS = 1.0
"""Pause between a task's failure and its restart."""

STOP_SECONDS = 20.0
"""The time a task has to stop before it is cancelled."""

_log = structlog.get_logger("tradepost.worker")


class BackgroundTaskRunner:
    """Runs background tasks independently: a task that fails is restarted and does not affect the others."""

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
        self._tasks = [asyncio.create_task(self._keep_running(each), name=each.name) for each in self._background_tasks]

    async def request_stop(self) -> None:
        """Signal the tasks to stop."""
        self._stop.set()

    async def stop(self) -> None:
        """Wait for the tasks to stop, and cancel those that take too long."""
        self._stop.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=self._stop_seconds)
        for task in late:
            _log.warning("background task cancelled", task=task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _keep_running(self, background_task: BackgroundTask) -> None:
        while not self._stop.is_set():
            await self._run_once(background_task)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._restart_seconds)

    async def _run_once(self, background_task: BackgroundTask) -> None:
        try:
            await background_task.run(self._stop)
        except Unavailable as unavailable:
            # The cause is external and the task is restarted soon: one line is enough.
            _log.warning(
                "background task waiting", task=background_task.name, code=unavailable.code, detail=unavailable.detail
            )
        except Exception:
            _log.exception("background task failed", task=background_task.name)
