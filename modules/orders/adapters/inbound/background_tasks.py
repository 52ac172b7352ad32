"""Background tasks of the worker: updating the order search index."""

import asyncio
from contextlib import suppress
from time import monotonic

from modules.orders.application.search.update_search_index import UpdateSearchIndex
from shared.kernel.module import BackgroundTask, Stop

POLL_SECONDS = 0.75
"""Polling interval; it keeps the index less than a second behind the orders."""

BUILD_PAUSE_RATIO = 0.5
"""Pause after a step of a build, relative to its duration, so that a build does not slow down the shop."""


def create_background_tasks(update: UpdateSearchIndex) -> list[BackgroundTask]:
    async def update_index(stop: Stop) -> None:
        while not stop.is_set():
            began = monotonic()
            more = await update()
            pause = BUILD_PAUSE_RATIO * (monotonic() - began) if more else POLL_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    return [BackgroundTask("orders.search_index", update_index)]
