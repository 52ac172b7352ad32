"""A system under loads that read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.scenarios import Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.slices import Slice, inside
from benchmarks.reads.read_request import ReadRequest
from benchmarks.reads.readers import Readers

WARM_UP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scenario reads, and the token of the caller."""

    requests: Sequence[ReadRequest]
    token: Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSystem:
    """`readings` are by the scenario's name."""

    name: str
    port: int
    readings: Mapping[str, Reading]
    roots: Mapping[str, int]

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """Run one slice; every response is compared, including those outside the window."""
        reading = self.readings[scenario.name]
        token = await reading.token()
        readers = Readers(
            port=self.port,
            count=scenario.buyers,
            exchanges=[(one.encoded(token), None if one.varies else one.body) for one in reading.requests],
            per_second=scenario.per_second,
        )
        await readers.start()
        await asyncio.sleep(WARM_UP_SECONDS)
        first = processes.read()
        await asyncio.sleep(seconds)
        last = processes.read()
        wrong = await readers.stop()
        usage = processes.used(first, last, self.roots)
        return Slice(usage, inside(readers.done, usage, first.at), wrong)
