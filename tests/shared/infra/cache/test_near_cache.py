"""Entries in the memory of a process: kept only while invalidations arrive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from shared.infra.cache import near_cache
from shared.infra.cache.near_cache import NearCache
from shared.infra.cache.read_through import ReadThroughCache
from shared.kernel.errors import Unavailable
from tests.shared.infra.cache.slow_breaker import slow_breaker
from tests.shared.infra.cache.test_read_through import Source, redis
from tests.timeouts import TIMEOUT_SECONDS

__all__ = ["redis"]  # a fixture


@pytest.fixture
def shared_cache(redis: Redis) -> ReadThroughCache:
    """As another process uses it."""
    return ReadThroughCache(redis, breaker=slow_breaker())


@pytest.fixture
def cache(redis: Redis, shared_cache: ReadThroughCache, monkeypatch: pytest.MonkeyPatch) -> NearCache:
    monkeypatch.setattr(near_cache, "NEAR_SECONDS", 60.0)  # what is removed here was invalidated
    return NearCache(shared_cache, redis)


@asynccontextmanager
async def connected(cache: NearCache) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    running = asyncio.create_task(cache.run(stop))
    await until(lambda: cache.is_connected)
    yield running
    stop.set()
    await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_entry_is_returned_from_memory(cache: NearCache, redis: Redis) -> None:
    source = Source(a=b"1", b=b"2")
    async with connected(cache):
        await cache.get(["a"], 60, source.load)
        await redis.delete("cache:a")
        assert await cache.get(["a", "b", "none"], 60, source.load) == {"a": b"1", "b": b"2"}
    assert source.asked == [["a"], ["b", "none"]]


async def test_an_invalidation_by_another_process_removes_the_entry(
    cache: NearCache, shared_cache: ReadThroughCache
) -> None:
    source = Source(a=b"1", b=b"1")
    async with connected(cache):
        await cache.get(["a", "b"], 60, source.load)
        source.values = {"a": b"2", "b": b"2"}
        await shared_cache.invalidate(["a"])
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while await cache.get(["a"], 60, source.load) == {"a": b"1"}:
                await asyncio.sleep(0.01)
        assert await cache.get(["a", "b"], 60, source.load) == {"a": b"2", "b": b"1"}


async def test_its_own_invalidation_takes_effect_at_once(cache: NearCache) -> None:
    source = Source(a=b"1")
    async with connected(cache):
        await cache.get(["a"], 60, source.load)
        source.values = {"a": b"2"}
        await cache.invalidate(["a"])
        assert await cache.get(["a"], 60, source.load) == {"a": b"2"}


async def test_a_value_read_before_an_invalidation_is_not_kept(
    cache: NearCache, shared_cache: ReadThroughCache
) -> None:
    source = Source(a=b"old")
    async with connected(cache):
        source.may_answer.clear()
        reading = asyncio.create_task(cache.get(["a"], 60, source.load))
        await source.reading.wait()
        await cache.invalidate(["a"])
        source.values = {"a": b"new"}
        source.may_answer.set()
        assert await reading == {"a": b"old"}
        assert await cache.get(["a"], 60, source.load) == {"a": b"new"}


async def test_entries_expire_in_memory(cache: NearCache, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_cache, "NEAR_SECONDS", 0.0)
    source = Source(a=b"1")
    async with connected(cache):
        await cache.get(["a"], 60, source.load)
        await redis.set("cache:a", b"2")
        assert await cache.get(["a"], 60, source.load) == {"a": b"2"}


async def test_short_lived_entries_are_not_kept(cache: NearCache, redis: Redis) -> None:
    source = Source(a=b"1")
    async with connected(cache):
        await cache.get(["a"], 5, source.load)
        await redis.set("cache:a", b"2")
        assert await cache.get(["a"], 5, source.load) == {"a": b"2"}


async def test_nothing_is_kept_without_a_connection(cache: NearCache, redis: Redis) -> None:
    source = Source(a=b"1")
    await cache.get(["a"], 60, source.load)
    await redis.set("cache:a", b"2")
    assert await cache.get(["a"], 60, source.load) == {"a": b"2"}


async def test_a_lost_connection_clears_the_memory(cache: NearCache, redis: Redis) -> None:
    source = Source(a=b"1")
    async with connected(cache) as running:
        await cache.get(["a"], 60, source.load)
        await redis.set("cache:a", b"2")
        await redis.client_kill_filter(_type="pubsub")
        with pytest.raises(Unavailable):
            await running
        assert not cache.is_connected
        assert await cache.get(["a"], 60, source.load) == {"a": b"2"}
