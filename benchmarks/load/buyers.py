"""Buyers who order one after the other, each on a connection of its own, until told to stop."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.load.baskets import Basket
from benchmarks.load.http_client import Connection, body_of, connect
from benchmarks.measurement.slices import Done

Encode = Callable[[Basket], tuple[bytes, bytes]]
"""A basket as a request in two parts; the idempotency key goes between them."""


@dataclass(slots=True)
class Haul:
    """Everything the buyers saw: answers, units accepted, and what should not have been answered."""

    done: list[Done] = field(default_factory=list)
    accepted: int = 0
    refused: int = 0
    units: int = 0
    unexpected: Counter[str] = field(default_factory=Counter)


class Buyers:
    """A bounded crowd: as many requests under way as there are buyers, never more."""

    def __init__(self, port: int, count: int, baskets: Sequence[Basket], encode: Encode, keys: Iterator[bytes]) -> None:
        self._port = port
        self._count = count
        self._requests = itertools.cycle([(*encode(basket), basket.units) for basket in baskets])
        self._keys = keys
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self.haul = Haul()

    async def start(self) -> None:
        connections = await asyncio.gather(*(connect(self._port) for _ in range(self._count)))
        self._tasks = [asyncio.create_task(self._buy(connection)) for connection in connections]

    async def stop(self) -> Haul:
        """Let each buyer wait for the answer it is owed; raises what a buyer could not cope with."""
        self._stopping = True
        async with asyncio.timeout(15):
            await asyncio.gather(*self._tasks)
        return self.haul

    async def _buy(self, connection: Connection) -> None:
        haul = self.haul
        try:
            while not self._stopping:
                head, tail, units = next(self._requests)
                request = b"".join((head, next(self._keys), tail))
                began = time.perf_counter()
                status, answer = await connection.ask(request)
                seconds = time.perf_counter() - began
                haul.done.append(Done(time.time(), seconds, status == 201))
                if status == 201:
                    haul.accepted += 1
                    haul.units += units
                elif status == 409 and b"insufficient_stock" in answer:
                    haul.refused += 1
                else:
                    haul.unexpected[f"{status} {body_of(answer)[:120]!r}"] += 1
        finally:
            connection.close()


def keys(prefix: str) -> Iterator[bytes]:
    """Idempotency keys, never the same twice."""
    return (f"{prefix}-{number}".encode() for number in itertools.count())
