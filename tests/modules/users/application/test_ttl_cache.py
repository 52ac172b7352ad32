import asyncio

import pytest

from modules.users.application.authentication.ttl_cache import TtlCache


class Source:
    def __init__(self) -> None:
        self.asked = 0
        self.time = 0.0
        self.recent: TtlCache[int] = TtlCache(0.9, lambda: self.time)

    async def look_up(self) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        return self.asked

    async def fail(self) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        raise LookupError


async def test_a_look_up_is_cached_for_less_than_a_second() -> None:
    source = Source()
    for moment, expected in ((0.0, 1), (0.89, 1), (0.9, 2), (1.7, 2), (1.81, 3)):
        source.time = moment
        assert await source.recent.get("a", source.look_up) == expected


async def test_concurrent_callers_share_a_look_up() -> None:
    source = Source()
    assert await asyncio.gather(*(source.recent.get("a", source.look_up) for _ in range(50))) == [1] * 50
    assert await source.recent.get("b", source.look_up) == 2


async def test_failures_are_not_cached() -> None:
    source = Source()
    for _ in range(2):
        with pytest.raises(LookupError):
            await source.recent.get("a", source.fail)
    assert source.asked == 2


async def test_a_cancelled_caller_does_not_affect_others() -> None:
    source = Source()
    first = asyncio.create_task(source.recent.get("a", source.look_up))
    second = asyncio.create_task(source.recent.get("a", source.look_up))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1


async def test_an_invalidated_entry_is_looked_up_again() -> None:
    source = Source()
    await source.recent.get("a", source.look_up)
    source.recent.invalidate()
    assert await source.recent.get("a", source.look_up) == 2
