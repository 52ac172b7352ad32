"""A system with an HTTP API, with load generation, measurement and consistency check."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import asyncpg

from benchmarks.load.baskets import baskets
from benchmarks.load.buyers import Buyers, Encode, keys
from benchmarks.load.scenarios import SOLD_OUT, Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.consistency import discrepancies, read_totals
from benchmarks.measurement.slices import Slice, inside

WARM_UP_SECONDS = 0.5
BASKETS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSystem:
    """`encoder` creates the request encoder of each slice, because tokens expire.

    `totals_query` is the query of the database totals; None if the system has no database.
    """

    name: str
    port: int
    encoder: Callable[[], Awaitable[Encode]]
    roots: Mapping[str, int]
    database: str | None = None
    totals_query: str = ""
    _numbers: list[int] = field(default_factory=lambda: [0])

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Run one slice; the check covers all orders, including those outside the window."""
        connection = await asyncpg.connect(self.database) if self.database else None
        try:
            before = await read_totals(connection, self.totals_query) if connection else None
            self._numbers[0] += 1
            wanted = baskets(BASKETS, self._numbers[0], scenario.first)
            run_keys = keys(f"{self.name}-{self._numbers[0]}-{time.time_ns():x}")
            crowd = Buyers(
                port=self.port, count=scenario.buyers, baskets=wanted, encode=await self.encoder(), keys=run_keys
            )
            await crowd.start()
            await asyncio.sleep(WARM_UP_SECONDS)
            first = processes.read()
            await asyncio.sleep(seconds)
            last = processes.read()
            result = await crowd.stop()
            usage = processes.used(first, last, self.roots)
            wrong: list[str] = []
            if connection and before:
                wrong = discrepancies(before, await read_totals(connection, self.totals_query), result)
            elif result.unexpected:
                wrong = [f"unexpected response {count} times: {what}" for what, count in result.unexpected.items()]
            if result.refused and scenario != SOLD_OUT:
                wrong.append(f"{result.refused} orders refused although there was plenty")
            return Slice(usage, inside(result.done, usage, first.at), wrong)
        finally:
            if connection:
                await connection.close()
