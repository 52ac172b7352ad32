import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from shared.infra.cache.client import connect
from shared.infra.cache.read_through import ReadThrough
from shared.kernel.errors import Unavailable


class Source:
    """Where the truth is; counts how often it is asked."""

    def __init__(self) -> None:
        self.value: bytes | None = b"one"
        self.asked = 0

    async def __call__(self) -> bytes | None:
        self.asked += 1
        value = self.value
        await asyncio.sleep(0.01)
        return value


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


async def test_what_was_read_is_kept(redis: Redis) -> None:
    cache, source = ReadThrough(redis, "p:", 60), Source()
    assert [await cache.get("a", source) for _ in range(3)] == [b"one"] * 3
    assert source.asked == 1
    assert 40_000 < await redis.pttl("p:a") <= 60_000


async def test_many_at_once_load_once(redis: Redis) -> None:
    cache, source = ReadThrough(redis, "p:", 60), Source()
    assert await asyncio.gather(*(cache.get("a", source) for _ in range(20))) == [b"one"] * 20
    assert source.asked == 1


async def test_what_is_absent_is_not_kept(redis: Redis) -> None:
    cache, source = ReadThrough(redis, "p:", 60), Source()
    source.value = None
    assert [await cache.get("a", source) for _ in range(2)] == [None, None]
    assert source.asked == 2


async def test_what_is_forgotten_is_read_anew(redis: Redis) -> None:
    cache, source = ReadThrough(redis, "p:", 60), Source()
    await cache.get("a", source)
    source.value = b"two"
    await cache.forget("a", "b")
    assert await cache.get("a", source) == b"two"


async def test_an_older_copy_under_way_is_not_put_back(redis: Redis) -> None:
    cache, other, source = ReadThrough(redis, "p:", 60), ReadThrough(redis, "p:", 60), Source()
    slow = [asyncio.create_task(each.get("a", source)) for each in (cache, other)]
    await asyncio.sleep(0)
    while source.asked < 2:
        await asyncio.sleep(0.001)
    source.value = b"two"
    await cache.forget("a")
    assert await cache.get("a", source) == b"two"
    assert await asyncio.gather(*slow) == [b"one", b"one"]
    assert await other.get("a", source) == b"two"


async def test_without_redis_everything_is_read_and_nobody_waits() -> None:
    nowhere = connect("redis://127.0.0.1:1/0")
    cache, source = ReadThrough(nowhere, "p:", 60), Source()
    assert [await cache.get("a", source) for _ in range(2)] == [b"one", b"one"]
    with pytest.raises(Unavailable):
        await cache.forget("a")
    await nowhere.aclose()
