"""Load generator: readers that compare every response with the expected one."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.load.arrivals import Arrivals
from benchmarks.load.http_client import Connection, body_of, connect
from benchmarks.measurement.slices import TimedResponse

SHOWN = 5
Exchange = tuple[bytes, bytes | None]
"""A request and the expected body; None if the body contains the time."""


class Readers:
    """At most one pending request per reader; with `per_second`, requests are due at a fixed rate."""

    def __init__(
        self, *, port: int, count: int, exchanges: Sequence[Exchange], per_second: float | None = None
    ) -> None:
        self._port = port
        self._count = count
        self._exchanges = itertools.cycle(exchanges)
        self._arrivals = Arrivals(per_second)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self.done: list[TimedResponse] = []
        self.unexpected: Counter[str] = Counter()

    async def start(self) -> None:
        connections = await asyncio.gather(*(connect(self._port) for _ in range(self._count)))
        self._tasks = [asyncio.create_task(self._read(connection)) for connection in connections]

    async def stop(self) -> list[str]:
        """Wait for the pending responses; returns the descriptions of the unexpected ones."""
        self._stopping = True
        async with asyncio.timeout(15):
            await asyncio.gather(*self._tasks)
        found = self.unexpected.most_common()
        wrong = [f"unexpected response {count} times: {what}" for what, count in found[:SHOWN]]
        return [*wrong, f"{len(found) - SHOWN} other unexpected responses"] if len(found) > SHOWN else wrong

    async def _read(self, connection: Connection) -> None:
        try:
            while not self._stopping:
                due = await self._arrivals.next()
                request, expected = next(self._exchanges)
                status, response = await connection.ask(request)
                self.done.append(TimedResponse(time.time(), time.perf_counter() - due, status == 200))
                body = body_of(response)
                if status != 200 or expected not in (None, body):
                    path = request.split(b" ", 2)[1][:60].decode()
                    self.unexpected[f"{path}: {status} {_difference(body, expected or b'')}"] += 1
        finally:
            connection.close()


def _difference(body: bytes, expected: bytes) -> str:
    """Both bodies from a little before their first difference."""
    common = next((at for at, (one, other) in enumerate(zip(body, expected, strict=False)) if one != other), 0)
    begin = max(0, common - 20)
    return f"{body[begin : begin + 80]!r} instead of {expected[begin : begin + 80]!r}"
