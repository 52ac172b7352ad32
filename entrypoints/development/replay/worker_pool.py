"""Runs work concurrently with a limited number of workers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


async def run_concurrently(do: Callable[[Item], Awaitable[None]], items: Iterable[Item], workers: int) -> None:
    """Process the items in order with `workers` concurrent workers; the first error stops all and is raised."""
    queue = iter(items)
    tasks = [asyncio.create_task(_work(do, queue)) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _work(do: Callable[[Item], Awaitable[None]], queue: Iterator[Item]) -> None:
    for item in queue:
        await do(item)


class RateLimit:
    """Evenly limits the number of starts per second; 0 is unlimited."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        if self._gap:
            now = asyncio.get_running_loop().time()
            at = max(self._next, now)
            self._next = at + self._gap
            await asyncio.sleep(at - now)
