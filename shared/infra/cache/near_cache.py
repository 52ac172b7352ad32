"""Entries of the cache in the memory of this process, while it receives invalidations."""

from collections.abc import Collection, Mapping, Sequence
from time import monotonic

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.infra.cache.metrics import HITS
from shared.infra.cache.read_through import INVALIDATED, Cache, Load
from shared.kernel.errors import Unavailable
from shared.kernel.module import Stop

NEAR_SECONDS = 1.0
"""The most by which an entry can outlive its invalidation, if the connection dies without a sign."""

LONG_LIVED_SECONDS = 30.0
"""Entries that live for less are not kept: for them another second would be much."""

_POLL_SECONDS = 1.0
_SUBSCRIBE_SECONDS = 2.0
_MAX_ENTRIES = 10_000


class NearCache:
    """Implements `Cache`. `run` receives the names of invalidated entries; nothing is kept while it is not connected.

    An entry that was read before an invalidation arrived is not kept. When the memory is full, it is cleared, which is
    simpler than evicting entries.
    """

    def __init__(self, cache: Cache, redis: Redis) -> None:
        self._cache = cache
        self._redis = redis
        self._entries: dict[str, tuple[float, bytes]] = {}
        self._invalidations = 0
        self.is_connected = False

    async def get(self, names: Collection[str], seconds: float, load: Load) -> Mapping[str, bytes]:
        if not self.is_connected or seconds < LONG_LIVED_SECONDS:
            return await self._cache.get(names, seconds, load)
        now = monotonic()
        near = {name: entry[1] for name in names if (entry := self._entries.get(name)) and now < entry[0]}
        HITS.inc(len(near))
        if len(near) == len(names):
            return near
        before = self._invalidations
        missing = [name for name in names if name not in near]
        found = await self._cache.get(missing, seconds, load)
        if before == self._invalidations:
            self._keep(found, now + NEAR_SECONDS)
        return {**near, **found}

    async def invalidate(self, names: Collection[str]) -> None:
        self._drop(names)
        await self._cache.invalidate(names)

    async def run(self, stop: Stop) -> None:
        """Receive invalidations until stopped. Raises Unavailable if Redis is unavailable."""
        pubsub = self._redis.pubsub()
        try:
            await pubsub.subscribe(INVALIDATED)
            await pubsub.get_message(timeout=_SUBSCRIBE_SECONDS)
            self.is_connected = pubsub.subscribed
            while not stop.is_set():
                message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=_POLL_SECONDS)
                if message is not None:
                    self._drop(_names(message["data"]))
        except (RedisError, OSError):
            raise Unavailable("dependency_unavailable", "The cache cannot be reached.") from None
        finally:
            self.is_connected = False
            self._drop(list(self._entries))
            await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis does not type it

    def _keep(self, entries: Mapping[str, bytes], until: float) -> None:
        if len(self._entries) + len(entries) > _MAX_ENTRIES:
            self._entries.clear()
        self._entries.update({name: (until, entry) for name, entry in entries.items()})

    def _drop(self, names: Collection[str]) -> None:
        self._invalidations += 1
        for name in names:
            self._entries.pop(name, None)


def _names(message: bytes) -> Sequence[str]:
    names: Sequence[str] = orjson.loads(message)
    return names
