"""Rate limits while Valkey is unavailable."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from redis.exceptions import ConnectionError as RedisAway

from entrypoints.api_program import ApiProgram
from shared.infra.cache.metrics import FALLBACKS
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow, WindowCount
from shared.infra.injection import override, resolve
from tests.entrypoints.api.rate_limits.limited_process import Process, Start, authenticate, look, rush
from tests.settings import settings_of


class SwitchableCounter:
    """A Valkey that can be made unavailable."""

    def __init__(self, counter: RedisSlidingWindow) -> None:
        self.is_away = False
        self._counter = counter

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        if self.is_away:
            raise RedisAway
        return await self._counter.hit(key, limit, window)


@asynccontextmanager
async def switchable_valkey(start: Start) -> AsyncIterator[tuple[SwitchableCounter, Process, list[None], list[float]]]:
    process, fallen, now = start(), list[None](), [1000.0]
    switch = SwitchableCounter(RedisSlidingWindow(resolve(process.container.process.redis)))
    counter = RateCounter(
        switch, InMemorySlidingWindow(), on_fallback=lambda: fallen.append(None), clock=lambda: now[0], seconds=10
    )
    yield switch, start(counter), fallen, now


async def test_without_valkey_each_process_counts_locally(start: Start) -> None:
    async with switchable_valkey(start) as (switch, process, fallen, now):
        caller = process.caller("ada")
        assert Counter(response.status_code for response in await rush(caller, look, 40)) == {400: 40}
        assert not fallen
        switch.is_away = True
        responses = await rush(caller, look, 100)
        assert Counter(response.status_code for response in responses) == {400: 50, 429: 50}
        assert len(fallen) == 100
        switch.is_away = False
        now[0] += 5
        responses = await rush(caller, look, 1)
        assert responses[0].headers["x-ratelimit-remaining"] == "9", "counted in Valkey again"
        assert len(fallen) == 100


async def test_the_metric_moves_with_the_fallback(database_url: str) -> None:
    """The program's own counter, without Valkey."""
    container = ApiProgram(partial(settings_of, database_url), "test")
    override(container.process.authenticate, authenticate)
    before = FALLBACKS._value.get()
    await rush(Process(container).caller("ada"), look, 5)
    await container.close()
    assert FALLBACKS._value.get() == before + 5
