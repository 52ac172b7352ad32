"""Tradepost with relay and worker: the time from an event's commit to its effect, and the rate of a backlog."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from benchmarks.events.deliveries import EXTERNAL, TRANSACTIONAL, Deliveries, missing
from benchmarks.load.baskets import baskets
from benchmarks.load.buyers import Buyers, Encode, LoadResult, keys
from benchmarks.load.scenarios import EXTERNAL_BACKLOG, HALF_LOAD, IDLE_EVENTS, TRANSACTIONAL_BACKLOG, Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.slices import Slice, inside

WARM_UP_SECONDS = 1.0
SHORTEST_SECONDS = 5.0
"""A slice has at least a hundred events."""
DRAIN_SECONDS = 60.0
BACKLOG = 2_000
BACKLOGS = {TRANSACTIONAL_BACKLOG: TRANSACTIONAL, EXTERNAL_BACKLOG: EXTERNAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSystem:
    """`roots` are those of relay and worker, and the API as `api`.

    `peak`: accepted orders per second without relay and worker.
    """

    name: str
    port: int
    encoder: Callable[[], Awaitable[Encode]]
    roots: Mapping[str, int]
    deliveries: Deliveries
    peak: float
    _numbers: list[int] = field(default_factory=lambda: [0])

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Run one slice; it begins and ends without a pending delivery."""
        left = await self.deliveries.drained(DRAIN_SECONDS)
        if left:
            raise TimeoutError(f"{left} deliveries were not done after {DRAIN_SECONDS:g} s")
        if scenario in BACKLOGS:
            return await self._backlog(BACKLOGS[scenario])
        rate = {IDLE_EVENTS: IDLE_EVENTS.per_second or 0.0, HALF_LOAD: self.peak / 2}[scenario]
        return await self._delay(scenario.buyers, rate, max(seconds, SHORTEST_SECONDS))

    async def _delay(self, buyers: int, rate: float, seconds: float) -> Slice:
        since = await self.deliveries.clock()
        crowd = await self._crowd(buyers, rate)
        await crowd.start()
        await asyncio.sleep(WARM_UP_SECONDS)
        first = processes.read()
        await asyncio.sleep(seconds)
        last = processes.read()
        waiting = await self.deliveries.pending(TRANSACTIONAL)
        result = await crowd.stop()
        left = await self.deliveries.drained(DRAIN_SECONDS)
        handled = await self.deliveries.handled(TRANSACTIONAL, since)
        usage = processes.used(first, last, self.roots)
        wrong = [*_unexpected(result), *missing(result.accepted, handled, left)]
        return Slice(usage, inside(handled, usage, first.at), wrong, backlog_seconds=waiting / rate)

    async def _backlog(self, consumer: str) -> Slice:
        """Let deliveries accumulate while the relay is suspended, and measure until all are done."""
        with suspended(self.roots["relay"]):
            events = await self.deliveries.renew(consumer, BACKLOG)
            first = processes.read()
        left = await self.deliveries.drained(DRAIN_SECONDS)
        last = processes.read()
        done = await self.deliveries.handled_again(consumer, events, first.at)
        wrong = missing(len(events), done, left)
        if not events:
            wrong.append(f"no delivery of {consumer} to repeat")
        usage = processes.used(first, last, self.roots)
        seconds = max((one.seconds for one in done), default=usage.seconds)
        return Slice(replace(usage, seconds=seconds), done, wrong)

    async def _crowd(self, buyers: int, rate: float) -> Buyers:
        self._numbers[0] += 1
        return Buyers(
            port=self.port,
            count=buyers,
            baskets=baskets(500, self._numbers[0]),
            encode=await self.encoder(),
            keys=keys(f"events-{self._numbers[0]}-{time.time_ns():x}"),
            per_second=rate,
        )


@contextmanager
def suspended(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _unexpected(result: LoadResult) -> Sequence[str]:
    wrong = [f"unexpected response {count} times: {what}" for what, count in result.unexpected.items()]
    return [*wrong, f"{result.refused} orders refused"] if result.refused else wrong
