"""Work of this module that a worker never ends: keeping the index that orders are searched by."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic

from shared.kernel.module import BackgroundTask, Stop

POLL_SECONDS = 0.25
"""Between two looks for changes; with what a step takes, the index is well within a second of the orders."""

BUILD_PAUSE_RATIO = 0.5
"""After a step that more is known to follow, as a part of the time it took: a build must not slow down the shop."""


def create_background_tasks(update: Callable[[], Awaitable[bool]]) -> list[BackgroundTask]:
    async def update_index(stop: Stop) -> None:
        while not stop.is_set():
            began = monotonic()
            more = await update()
            pause = BUILD_PAUSE_RATIO * (monotonic() - began) if more else POLL_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    return [BackgroundTask("orders.search_index", update_index)]
