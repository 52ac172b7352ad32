"""The sliding window against a real server, and its stand-in without one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from shared.infra.cache.client import connect
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow, SlidingWindow, WindowCount


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


@pytest.fixture(params=["redis", "local"])
def counter(request: pytest.FixtureRequest, redis: Redis) -> SlidingWindow:
    return RedisSlidingWindow(redis) if request.param == "redis" else InMemorySlidingWindow()


async def test_exactly_the_limit_is_admitted_of_200_at_once(counter: SlidingWindow) -> None:
    hits = await asyncio.gather(*(counter.hit("caller", 77, 60) for _ in range(200)))
    assert sum(hit.admitted for hit in hits) == 77
    assert min(hit.left for hit in hits) == 0


async def test_the_limit_holds_over_several_processes(redis_url: str) -> None:
    clients = [connect(redis_url) for _ in range(4)]
    counters = [RedisSlidingWindow(client) for client in clients]
    hits = await asyncio.gather(*(counters[n % 4].hit("caller", 77, 60) for n in range(200)))
    for client in clients:
        await client.aclose()
    assert sum(hit.admitted for hit in hits) == 77


async def test_callers_are_counted_separately(counter: SlidingWindow) -> None:
    assert (await counter.hit("a", 1, 60)).admitted
    assert (await counter.hit("b", 1, 60)).admitted
    assert not (await counter.hit("a", 1, 60)).admitted


async def test_a_refused_request_consumes_nothing(counter: SlidingWindow) -> None:
    first = await counter.hit("caller", 1, 1)
    assert (first.admitted, first.left) == (True, 0)
    assert first.seconds == pytest.approx(1, abs=0.1)
    refused = [await counter.hit("caller", 1, 1) for _ in range(20)]
    assert not any(hit.admitted for hit in refused)
    await asyncio.sleep(refused[-1].seconds + 0.02)
    assert (await counter.hit("caller", 1, 1)).admitted


async def test_the_window_slides_by_request(counter: SlidingWindow) -> None:
    await counter.hit("caller", 2, 3)
    await asyncio.sleep(2)
    began = monotonic()
    second = await counter.hit("caller", 2, 3)
    await asyncio.sleep(1.1)
    third, fourth = await counter.hit("caller", 2, 3), await counter.hit("caller", 2, 3)
    if monotonic() - began < 3:  # a machine that stood still meanwhile says nothing
        assert (second.admitted, third.admitted) == (True, True), "the first one is over three seconds old"
        assert not fourth.admitted, "the second is not"


async def test_counters_expire(redis: Redis) -> None:
    await RedisSlidingWindow(redis).hit("caller", 5, 1)
    assert 0 < await redis.pttl("limit:caller") <= 1000


async def test_a_flushed_server_resets_the_count_only(redis: Redis) -> None:
    counter = RedisSlidingWindow(redis)
    await counter.hit("caller", 1, 60)
    await redis.script_flush()
    await redis.flushdb()
    assert (await counter.hit("caller", 1, 60)).admitted


async def test_the_local_counter_is_bounded() -> None:
    counter = InMemorySlidingWindow()
    for number in range(10_050):
        await counter.hit(str(number), 1, 60)
    assert len(counter._logs) == 10_000


class Flaky:
    """A primary that answers, fails or hangs as configured."""

    def __init__(self) -> None:
        self.asked = 0
        self.behave: Callable[[], object] = lambda: None

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        self.asked += 1
        if self.behave() == "hang":
            await asyncio.sleep(10)
        return WindowCount(True, limit, 1.0)


def refuse() -> None:
    raise RedisConnectionError("away")


async def test_without_redis_the_process_counts_locally() -> None:
    primary, clock, fallbacks = Flaky(), Clock(), list[int]()
    counter = RateCounter(primary, InMemorySlidingWindow(clock), on_fallback=lambda: fallbacks.append(1), clock=clock)
    primary.behave = refuse
    hits = [await counter.hit("caller", 5, 60) for _ in range(20)]
    assert sum(hit.admitted for hit in hits) == 5
    assert len(fallbacks) == 20
    assert primary.asked == 3, "after three failures the breaker spares the rest"


async def test_after_the_pause_one_request_tries_redis_again() -> None:
    primary, clock = Flaky(), Clock()
    counter = RateCounter(primary, InMemorySlidingWindow(clock), clock=clock)
    primary.behave = refuse
    for _ in range(10):
        await counter.hit("caller", 100, 60)
    clock.now += 1.1
    await asyncio.gather(*(counter.hit("caller", 100, 60) for _ in range(10)))
    assert primary.asked == 4
    primary.behave = lambda: None
    clock.now += 1.1
    await asyncio.gather(*(counter.hit("caller", 100, 60) for _ in range(10)))
    assert primary.asked == 14, "once one has found out, all ask again"


async def test_a_hanging_redis_delays_by_the_deadline_only() -> None:
    primary = Flaky()
    primary.behave = lambda: "hang"
    counter = RateCounter(primary, InMemorySlidingWindow())
    started = asyncio.get_running_loop().time()
    assert (await counter.hit("caller", 5, 60)).admitted
    assert 0.04 < asyncio.get_running_loop().time() - started < 0.5


async def test_an_unreachable_server_is_an_expected_failure() -> None:
    client = connect("redis://127.0.0.1:1/0")
    counter = RateCounter(RedisSlidingWindow(client), InMemorySlidingWindow())
    hits = [await counter.hit("caller", 2, 60) for _ in range(5)]
    await client.aclose()
    assert [hit.admitted for hit in hits] == [True, True, False, False, False]
