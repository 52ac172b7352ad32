import asyncio
from collections.abc import Awaitable, Callable

from benchmarks.events.deliveries import left_after, missing
from benchmarks.measurement.slices import TimedResponse

EFFECT = TimedResponse(0.0, 0.01, accepted=True)


def pending(*numbers: int) -> Callable[[], Awaitable[int]]:
    """The numbers of pending deliveries, one for each query; the last one stays."""
    left = list(numbers)

    async def count() -> int:
        return left.pop(0) if len(left) > 1 else left[0]

    return count


def test_an_effect_for_every_order_is_expected() -> None:
    assert missing(2, [EFFECT, EFFECT], pending=0) == []


def test_an_event_that_never_arrives_is_reported() -> None:
    assert missing(2, [EFFECT], pending=1) == ["1 effects of 2 accepted orders", "1 deliveries were not done in time"]


def test_an_event_that_arrives_twice_is_reported() -> None:
    assert missing(1, [EFFECT, EFFECT], pending=0) == ["2 effects of 1 accepted orders"]


async def test_a_backlog_is_awaited() -> None:
    assert await left_after(5, pending(3, 0)) == 0


async def test_a_delivery_that_is_never_done_ends_the_wait() -> None:
    async with asyncio.timeout(2):
        assert await left_after(0.2, pending(1)) == 1
