"""A read-through cache. Its entries may be outdated, so never base a decision on them."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Protocol, cast
from uuid import uuid4

import orjson
from redis.asyncio import Redis

from shared.infra.cache.circuit_breaker import CircuitBreaker, CircuitOpen
from shared.infra.cache.metrics import ERRORS, HITS, MISSES
from shared.kernel.backoff import jittered
from shared.kernel.errors import Unavailable

Load = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes]]]
"""Loads the existing entries of these names from the source; they are at most LEASE_SECONDS old on return."""

LEASE_SECONDS = 2
"""A reader that takes longer to read the source does not store the entry."""

INVALIDATED = "cache:invalidated"
"""The channel on which the names of invalidated entries are published, as a JSON array."""

JITTER = 0.1

_LEASE = b"\0"
"""The prefix of leases. No entry starts with it, because entries are JSON."""

_STORE = """
for i, key in ipairs(KEYS) do
    if redis.call('GET', key) == ARGV[1] then
        redis.call('SET', key, ARGV[2 * i], 'PX', ARGV[2 * i + 1])
    end
end
"""

_Found = Mapping[str, bytes]


class Cache(Protocol):
    async def get(self, names: Collection[str], seconds: float, load: Load) -> Mapping[str, bytes]:
        """Return the existing entries of these names; loaded entries are cached for `seconds` ± 10 %."""
        ...

    async def invalidate(self, names: Collection[str]) -> None:
        """Invalidate the entries, including those that are being loaded. Raises Unavailable if Redis is unavailable."""
        ...


class NoCache:
    """Reads all entries from the source."""

    async def get(self, names: Collection[str], seconds: float, load: Load) -> Mapping[str, bytes]:
        return await load(list(dict.fromkeys(names)))

    async def invalidate(self, names: Collection[str]) -> None:
        pass


class ReadThroughCache:
    """Entries in Redis. If Redis is unavailable or slow, the cache is treated as empty.

    A reader that finds no entry stores a lease in its place and then reads the source; the entry is
    stored only if the lease still exists. Invalidation removes leases too, so that an earlier reader
    cannot store the old value afterwards. Concurrent callers of one process share a read.
    """

    def __init__(self, redis: Redis, prefix: str = "cache:", breaker: CircuitBreaker | None = None) -> None:
        self._redis = redis
        self._prefix = prefix
        self._store_script = redis.register_script(_STORE)
        # A single failure opens the circuit: reading the source costs less than another failing call.
        self._breaker = breaker or CircuitBreaker(
            "nothing is read from the cache", "the cache is read again", failures=1
        )
        self._flights: dict[str, asyncio.Task[_Found]] = {}

    async def get(self, names: Collection[str], seconds: float, load: Load) -> Mapping[str, bytes]:
        unread = [name for name in dict.fromkeys(names) if name not in self._flights]
        if unread:
            flight = asyncio.create_task(self._read(unread, seconds, load))
            self._flights.update(dict.fromkeys(unread, flight))
            flight.add_done_callback(partial(self._finished, unread))
        flights = {self._flights[name] for name in names}
        found: dict[str, bytes] = {}
        for flight in flights:
            # A caller that is cancelled must not cancel the read for the others.
            found.update(await asyncio.shield(flight))
        return {name: found[name] for name in names if name in found}

    async def invalidate(self, names: Collection[str]) -> None:
        if not names:
            return
        try:
            await self._breaker.call(lambda: self._delete(names))
        except CircuitOpen:
            raise Unavailable("dependency_unavailable", "The cache cannot be reached.") from None

    async def _delete(self, names: Collection[str]) -> None:
        """Delete the entries, then tell the processes that keep copies of them (`NearCache`)."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.delete(*self._keys(names))
            pipeline.publish(INVALIDATED, orjson.dumps(list(names)))
            await pipeline.execute()

    async def _read(self, names: Sequence[str], seconds: float, load: Load) -> _Found:
        lease = _LEASE + uuid4().bytes
        try:
            found, leased = await self._breaker.call(lambda: self._look_up(names, lease))
        except CircuitOpen:
            ERRORS.inc(len(names))
            return await load(names)
        HITS.inc(len(found))
        MISSES.inc(len(names) - len(found))
        missing = [name for name in names if name not in found]
        if not missing:
            return found
        loaded = await load(missing)
        kept = {name: loaded[name] for name in leased if name in loaded}
        if kept:
            with suppress(CircuitOpen):
                await self._breaker.call(lambda: self._store(kept, lease, seconds))
        return {**found, **loaded}

    async def _look_up(self, names: Sequence[str], lease: bytes) -> tuple[dict[str, bytes], list[str]]:
        """Return the cached entries, and the missing names for which this reader now has the lease."""
        values = cast("list[bytes | None]", await self._redis.mget(self._keys(names)))
        held = dict(zip(names, values, strict=True))
        found = {name: value for name, value in held.items() if value is not None and not value.startswith(_LEASE)}
        absent = [name for name, value in held.items() if value is None]
        if not absent:
            return found, []
        async with self._redis.pipeline(transaction=False) as pipeline:
            for key in self._keys(absent):
                pipeline.set(key, lease, nx=True, ex=LEASE_SECONDS)
            got = await pipeline.execute()
        return found, [name for name, ours in zip(absent, got, strict=True) if ours]

    async def _store(self, entries: Mapping[str, bytes], lease: bytes, seconds: float) -> None:
        arguments: list[bytes | int] = [lease]
        for entry in entries.values():
            # Entries that were stored together must not all expire together.
            lifetime = jittered(timedelta(seconds=seconds), JITTER, random.random())  # noqa: S311 not security-relevant
            arguments += [entry, int(lifetime / timedelta(milliseconds=1))]
        await self._store_script(keys=self._keys(entries), args=arguments)

    def _keys(self, names: Collection[str]) -> list[str]:
        return [self._prefix + name for name in names]

    def _finished(self, names: Sequence[str], flight: asyncio.Task[_Found]) -> None:
        for name in names:
            del self._flights[name]
        if not flight.cancelled():
            flight.exception()  # retrieved, even if all callers were cancelled
