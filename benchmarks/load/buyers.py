"""Load generator: buyers that order sequentially, each on its own connection, until stopped."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.load.arrivals import Arrivals
from benchmarks.load.baskets import Basket
from benchmarks.load.http_client import Connection, body_of, connect
from benchmarks.measurement.slices import TimedResponse

Encode = Callable[[Basket], tuple[bytes, bytes]]
"""A basket as a request in two parts; the idempotency key goes between them."""


@dataclass(slots=True)
class LoadResult:
    """The buyers' results: responses, accepted units and unexpected responses."""

    done: list[TimedResponse] = field(default_factory=list)
    accepted: int = 0
    refused: int = 0
    units: int = 0
    unexpected: Counter[str] = field(default_factory=Counter)


class Buyers:
    """At most one pending request per buyer; with `per_second`, requests are due at a fixed rate."""

    def __init__(
        self,
        *,
        port: int,
        count: int,
        baskets: Sequence[Basket],
        encode: Encode,
        keys: Iterator[bytes],
        per_second: float | None = None,
    ) -> None:
        self._port = port
        self._count = count
        self._requests = itertools.cycle([(*encode(basket), basket.units) for basket in baskets])
        self._keys = keys
        self._arrivals = Arrivals(per_second)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self.result = LoadResult()

    async def start(self) -> None:
        connections = await asyncio.gather(*(connect(self._port) for _ in range(self._count)))
        self._tasks = [asyncio.create_task(self._buy(connection)) for connection in connections]

    async def stop(self) -> LoadResult:
        """Wait for the pending responses; raise a buyer's unexpected error."""
        self._stopping = True
        async with asyncio.timeout(15):
            await asyncio.gather(*self._tasks)
        return self.result

    async def _buy(self, connection: Connection) -> None:
        result = self.result
        try:
            while not self._stopping:
                due = await self._arrivals.next()
                head, tail, units = next(self._requests)
                request = b"".join((head, next(self._keys), tail))
                status, response = await connection.ask(request)
                seconds = time.perf_counter() - due
                result.done.append(TimedResponse(time.time(), seconds, status == 201))
                if status == 201:
                    result.accepted += 1
                    result.units += units
                elif status == 409 and b"insufficient_stock" in response:
                    result.refused += 1
                else:
                    result.unexpected[f"{status} {body_of(response)[:120]!r}"] += 1
        finally:
            connection.close()


def keys(prefix: str) -> Iterator[bytes]:
    """Unique idempotency keys."""
    return (f"{prefix}-{number}".encode() for number in itertools.count())
