"""The times at which requests are due: at once, or evenly spaced at a fixed rate."""

import asyncio
import itertools
import time


class Arrivals:
    """With a rate, a request that a slow server delays counts from the time it was due."""

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._numbers = itertools.count()
        self._began: float | None = None

    async def next(self) -> float:
        """Wait until the next request is due and return that time, as in `time.perf_counter`."""
        now = time.perf_counter()
        if self._per_second is None:
            return now
        if self._began is None:
            self._began = now
        due = self._began + next(self._numbers) / self._per_second
        if due > now:
            await asyncio.sleep(due - now)
        return min(due, time.perf_counter())
