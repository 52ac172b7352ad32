"""Entries read through a real server, and what is left of them without one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from shared.infra.cache.circuit_breaker import CircuitBreaker
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import Cache, NoCache, ReadThroughCache
from shared.kernel.errors import Unavailable
from tests.shared.infra.cache.slow_breaker import slow_breaker


class Source:
    """Where the truth is; counts what it is asked, and lets a test hold up its answer."""

    def __init__(self, **values: bytes) -> None:
        self.values = values
        self.asked: list[Sequence[str]] = []
        self.reading = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.failure: Exception | None = None

    async def load(self, names: Sequence[str]) -> Mapping[str, bytes]:
        self.asked.append(sorted(names))
        read = {name: self.values[name] for name in names if name in self.values}
        self.reading.set()
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        return read


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
def cache(redis: Redis) -> ReadThroughCache:
    return ReadThroughCache(redis, breaker=slow_breaker())


async def test_a_read_value_is_cached_for_its_lifetime(cache: ReadThroughCache, redis: Redis) -> None:
    source = Source(a=b"1")
    for _ in range(3):
        assert await cache.get(["a"], 60, source.load) == {"a": b"1"}
    assert source.asked == [["a"]]
    assert 50_000 < await redis.pttl("cache:a") <= 66_000


async def test_entries_expire_with_jitter(cache: ReadThroughCache, redis: Redis) -> None:
    names = [str(number) for number in range(40)]
    await cache.get(names, 60, Source(**dict.fromkeys(names, b"1")).load)
    ends = {await redis.pttl(f"cache:{name}") // 500 for name in names}
    assert len(ends) > 5


async def test_only_missing_keys_are_read(cache: ReadThroughCache) -> None:
    source = Source(a=b"1", b=b"2", c=b"3")
    await cache.get(["a"], 60, source.load)
    found = await cache.get(["a", "b", "none", "c", "b"], 60, source.load)
    assert found == {"a": b"1", "b": b"2", "c": b"3"}
    assert source.asked == [["a"], ["b", "c", "none"]]


async def test_missing_values_are_not_cached(cache: ReadThroughCache) -> None:
    source = Source()
    assert await cache.get(["a"], 60, source.load) == {}
    source.values["a"] = b"1"
    assert await cache.get(["a"], 60, source.load) == {"a": b"1"}


async def test_concurrent_callers_read_the_source_once(cache: ReadThroughCache) -> None:
    source = Source(a=b"1")
    found = await asyncio.gather(*(cache.get(["a"], 60, source.load) for _ in range(50)))
    assert found == [{"a": b"1"}] * 50
    assert len(source.asked) == 1


async def test_a_caller_that_disconnects_does_not_cancel_the_read_for_others(cache: ReadThroughCache) -> None:
    source = Source(a=b"1")
    source.may_answer.clear()
    first = asyncio.create_task(cache.get(["a"], 60, source.load))
    await source.reading.wait()
    second = asyncio.create_task(cache.get(["a"], 60, source.load))
    await asyncio.sleep(0)
    first.cancel()
    source.may_answer.set()
    assert await second == {"a": b"1"}


async def test_a_failing_source_fails_all_waiting_callers_and_is_retried(cache: ReadThroughCache) -> None:
    source = Source(a=b"1")
    source.failure = Unavailable()
    outcomes = await asyncio.gather(*(cache.get(["a"], 60, source.load) for _ in range(3)), return_exceptions=True)
    assert outcomes == [source.failure] * 3
    source.failure = None
    assert await cache.get(["a"], 60, source.load) == {"a": b"1"}


async def test_an_invalidated_value_is_read_again(cache: ReadThroughCache) -> None:
    source = Source(a=b"1", b=b"1")
    await cache.get(["a", "b"], 60, source.load)
    source.values = {"a": b"2", "b": b"2"}
    for _ in range(2):
        await cache.invalidate(["a", "unheard of"])
    assert await cache.get(["a", "b"], 60, source.load) == {"a": b"2", "b": b"1"}
    await cache.invalidate([])


async def test_a_value_read_before_invalidation_is_not_cached(redis: Redis) -> None:
    """Read the old row, get the invalidation, write the old value back: the last step must not happen."""
    slow, other = ReadThroughCache(redis, breaker=slow_breaker()), ReadThroughCache(redis, breaker=slow_breaker())
    source, quick = Source(a=b"old"), Source(a=b"new")
    source.may_answer.clear()
    reading = asyncio.create_task(slow.get(["a"], 60, source.load))
    await source.reading.wait()
    await other.invalidate(["a"])
    source.may_answer.set()
    assert await reading == {"a": b"old"}, "a read that began before the change may return the old value"
    assert await redis.get("cache:a") is None
    assert await other.get(["a"], 60, quick.load) == {"a": b"new"}


async def test_a_stale_value_does_not_replace_a_newer_one(redis: Redis) -> None:
    slow, other = ReadThroughCache(redis, breaker=slow_breaker()), ReadThroughCache(redis, breaker=slow_breaker())
    source, quick = Source(a=b"old"), Source(a=b"new")
    source.may_answer.clear()
    reading = asyncio.create_task(slow.get(["a"], 60, source.load))
    await source.reading.wait()
    await other.invalidate(["a"])
    await other.get(["a"], 60, quick.load)
    source.may_answer.set()
    await reading
    assert await redis.get("cache:a") == b"new"


async def test_a_lease_is_not_an_entry_and_expires(cache: ReadThroughCache, redis: Redis) -> None:
    await redis.set("cache:a", b"\0somebody else's")
    source = Source(a=b"1")
    assert await cache.get(["a"], 60, source.load) == {"a": b"1"}
    assert await redis.get("cache:a") == b"\0somebody else's"
    await cache.get(["gone"], 60, source.load)
    assert 0 < await redis.pttl("cache:gone") <= 2000


async def test_a_flushed_server_causes_one_more_read(cache: ReadThroughCache, redis: Redis) -> None:
    source = Source(a=b"1")
    await cache.get(["a"], 60, source.load)
    await redis.flushdb()
    await redis.script_flush()
    for _ in range(2):
        assert await cache.get(["a"], 60, source.load) == {"a": b"1"}
    assert len(source.asked) == 2


async def test_without_a_cache_everything_is_read() -> None:
    cache: Cache = NoCache()
    source = Source(a=b"1")
    for _ in range(2):
        assert await cache.get(["a", "a", "b"], 60, source.load) == {"a": b"1"}
    await cache.invalidate(["a"])
    assert source.asked == [["a", "b"]] * 2


Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _paused(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes what it is sent and never answers."""
    while await reader.read(4096):
        pass
    writer.close()


async def _failing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whose disk is full."""
    while await reader.read(4096):
        writer.write(b"-MISCONF Errors writing to the AOF file: No space left on device\r\n")
    writer.close()


@asynccontextmanager
async def server(behave: Behave | None) -> AsyncIterator[Redis]:
    if behave is None:
        client = connect("redis://127.0.0.1:1/0")
        yield client
        await client.aclose()
        return
    listening = await asyncio.start_server(behave, "127.0.0.1", 0)
    client = connect(f"redis://127.0.0.1:{listening.sockets[0].getsockname()[1]}/0")
    try:
        yield client
    finally:
        await client.aclose()
        listening.close()


class Noting(CircuitBreaker):
    """Counts the questions that reach the server."""

    asked = 0

    async def call(self, question: Callable[[], Awaitable[Any]]) -> Any:
        async def noted() -> Any:
            self.asked += 1
            return await question()

        return await super().call(noted)


@pytest.mark.parametrize("behave", [None, _paused, _failing], ids=["away", "paused", "failing"])
async def test_a_hanging_redis_is_tried_once(behave: Behave | None) -> None:
    async with server(behave) as client:
        now = 1000.0
        breaker = Noting("away", "back", failures=1, clock=lambda: now)
        cache, source = ReadThroughCache(client, breaker=breaker), Source(a=b"1")
        for _ in range(21):
            assert await cache.get(["a"], 60, source.load) == {"a": b"1"}
        assert breaker.asked == 1
        assert len(source.asked) == 21
        with pytest.raises(Unavailable):
            await cache.invalidate(["a"])


async def test_a_recovered_redis_is_used_again(redis: Redis, redis_url: str) -> None:
    now = 1000.0
    client, source = connect("redis://127.0.0.1:1/0"), Source(a=b"1")
    cache = ReadThroughCache(client, breaker=CircuitBreaker("away", "back", seconds=10, failures=1, clock=lambda: now))
    await cache.get(["a"], 60, source.load)
    cache._redis = redis
    cache._store_script.registered_client = redis
    await cache.get(["a"], 60, source.load)
    assert await redis.get("cache:a") is None, "it rests"
    now += 1.1
    for _ in range(2):
        assert await cache.get(["a"], 60, source.load) == {"a": b"1"}
    assert len(source.asked) == 3
    await client.aclose()
