"""A contestant that is reached over HTTP: the crowd, the window and the check around it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import asyncpg

from benchmarks.load.baskets import baskets
from benchmarks.load.buyers import Buyers, Encode, keys
from benchmarks.load.scenarios import SOLD_OUT, Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.consistency import discrepancies, read_books
from benchmarks.measurement.slices import Slice, inside

WARM_UP_SECONDS = 0.5
BASKETS = 500


@dataclass(frozen=True, slots=True)
class HttpContestant:
    """`encoder` gives the form of the requests, asked anew for each slice since tokens end.

    `books` is the query that proves its database; without a database there is nothing to prove.
    """

    name: str
    port: int
    encoder: Callable[[], Awaitable[Encode]]
    roots: Mapping[str, int]
    database: str | None = None
    books: str = ""
    _numbers: list[int] = field(default_factory=lambda: [0])

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """One slice; the check covers every order of it, those outside the window too."""
        connection = await asyncpg.connect(self.database) if self.database else None
        try:
            before = await read_books(connection, self.books) if connection else None
            self._numbers[0] += 1
            wanted = baskets(BASKETS, self._numbers[0], scenario.first)
            run_keys = keys(f"{self.name}-{self._numbers[0]}-{time.time_ns():x}")
            crowd = Buyers(self.port, scenario.buyers, wanted, await self.encoder(), run_keys)
            await crowd.start()
            await asyncio.sleep(WARM_UP_SECONDS)
            first = processes.read()
            await asyncio.sleep(seconds)
            last = processes.read()
            haul = await crowd.stop()
            usage = processes.used(first, last, self.roots)
            wrong: list[str] = []
            if connection and before:
                wrong = discrepancies(before, await read_books(connection, self.books), haul)
            elif haul.unexpected:
                wrong = [f"unexpected answer {count} times: {what}" for what, count in haul.unexpected.items()]
            if haul.refused and scenario != SOLD_OUT:
                wrong.append(f"{haul.refused} orders refused although there was plenty")
            return Slice(usage, inside(haul.done, usage, first.at), wrong)
        finally:
            if connection:
                await connection.close()
