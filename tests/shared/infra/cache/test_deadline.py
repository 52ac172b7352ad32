"""Who waits for an answer gives up on who is silent, and not because it was late itself."""

import asyncio
import time

import pytest

from shared.infra.cache.deadline import Deadline


def hold_up(turns: int) -> None:
    """Keeps the event loop busy for longer than the budget in each of so many turns."""
    if turns:
        time.sleep(0.03)
        asyncio.get_running_loop().call_soon(hold_up, turns - 1)


async def answer_within(turns: int) -> str:
    for _ in range(turns):
        await asyncio.sleep(0)
    return "answer"


async def test_a_hanging_call_times_out() -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        async with Deadline(0.02):
            await asyncio.Event().wait()
    assert asyncio.get_running_loop().time() - began > 0.015


async def test_a_result_that_arrived_in_time_is_returned_by_a_late_loop() -> None:
    hold_up(8)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await answer_within(6)
    hold_up(16)
    async with Deadline(0.02):
        assert await answer_within(6) == "answer"


async def test_failures_and_cancellations_are_passed_on() -> None:
    with pytest.raises(ZeroDivisionError):
        async with Deadline(0.02):
            raise ZeroDivisionError

    async def waiting() -> None:
        async with Deadline(10):
            await asyncio.Event().wait()

    task = asyncio.create_task(waiting())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_kept_deadline_cancels_nothing_later() -> None:
    async with Deadline(0.01):
        pass
    await asyncio.sleep(0.03)
