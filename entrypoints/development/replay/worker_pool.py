"""Many doing one thing after another, at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


async def together(do: Callable[[Item], Awaitable[None]], items: Iterable[Item], workers: int) -> None:
    """Take the items in their order, `workers` at once; the first failure ends all and is raised."""
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


class Pace:
    """Lets through so many a second, evenly; 0 lets all through at once."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        if self._gap:
            now = asyncio.get_running_loop().time()
            at = max(self._next, now)
            self._next = at + self._gap
            await asyncio.sleep(at - now)
