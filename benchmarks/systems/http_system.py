"""A system with an HTTP API, with load generation, measurement and consistency check."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg

from benchmarks.load.baskets import baskets
from benchmarks.load.buyers import Buyers, Encode, LoadResult, keys
from benchmarks.load.scenarios import SOLD_OUT, Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.consistency import discrepancies, read_totals
from benchmarks.measurement.processes import Reading
from benchmarks.measurement.slices import Slice, TimedResponse, inside
from benchmarks.systems.settlement import Settlement, differences

WARM_UP_SECONDS = 0.5
MIN_SETTLEMENT_SECONDS = 3.0
"""Time in which orders are placed that are to be settled, so that the tail is short beside it."""
BASKETS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSystem:
    """`encoder` creates the request encoder of each slice, because tokens expire.

    `totals_query` is the query of the database totals; None if the system has no database.
    With a `settlement` the slice counts settled orders instead of responses, and lasts from the first request until
    nothing is pending: a backlog that grows while orders are placed is part of the work. Between slices the process
    groups `suspended` do not run, because their idle work would be charged to the other systems.
    """

    name: str
    port: int
    encoder: Callable[[], Awaitable[Encode]]
    roots: Mapping[str, int]
    database: str | None = None
    totals_query: str = ""
    settlement: Settlement | None = None
    suspended: Sequence[int] = ()
    _numbers: list[int] = field(default_factory=lambda: [0])

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Run one slice; the check covers all orders, including those outside the window."""
        connection = await asyncpg.connect(self.database) if self.database else None
        self._signal(signal.SIGCONT)
        try:
            before = await read_totals(connection, self.totals_query) if connection else None
            settlement = self.settlement
            settled_before = await settlement.read() if settlement else None
            self._numbers[0] += 1
            wanted = baskets(BASKETS, self._numbers[0], scenario.first)
            run_keys = keys(f"{self.name}-{self._numbers[0]}-{time.time_ns():x}")
            crowd = Buyers(
                port=self.port, count=scenario.buyers, baskets=wanted, encode=await self.encoder(), keys=run_keys
            )
            first, last, result = await (
                _settled(crowd, settlement, seconds) if settlement else _window(crowd, seconds)
            )
            usage = processes.used(first, last, self.roots)
            wrong: list[str] = []
            if connection and before:
                wrong = discrepancies(before, await read_totals(connection, self.totals_query), result)
            elif result.unexpected:
                wrong = [f"unexpected response {count} times: {what}" for what, count in result.unexpected.items()]
            if result.refused and scenario != SOLD_OUT:
                wrong.append(f"{result.refused} orders refused although there was plenty")
            done: Sequence[TimedResponse] = result.done
            if settlement and settled_before:
                wrong += differences(settled_before, await settlement.read(), result)
                done = await settlement.settled_since(first.at)
            return Slice(usage, inside(done, usage, first.at), wrong)
        finally:
            self._signal(signal.SIGSTOP)
            if connection:
                await connection.close()

    def _signal(self, number: signal.Signals) -> None:
        for group in self.suspended:
            os.killpg(group, number)


async def _window(crowd: Buyers, seconds: float) -> tuple[Reading, Reading, LoadResult]:
    """A window in the middle of a load, after a warm-up."""
    await crowd.start()
    await asyncio.sleep(WARM_UP_SECONDS)
    first = processes.read()
    await asyncio.sleep(seconds)
    last = processes.read()
    return first, last, await crowd.stop()


async def _settled(crowd: Buyers, settlement: Settlement, seconds: float) -> tuple[Reading, Reading, LoadResult]:
    """A load from its first request until everything accepted is settled."""
    first = processes.read()
    await crowd.start()
    await asyncio.sleep(max(seconds, MIN_SETTLEMENT_SECONDS))
    result = await crowd.stop()
    await settlement.wait()
    return first, processes.read(), result
