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


async def test_silence_is_given_up() -> None:
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        async with Deadline(0.02):
            await asyncio.Event().wait()
    assert asyncio.get_running_loop().time() - began > 0.015


async def test_an_answer_that_came_while_the_loop_was_late_is_taken() -> None:
    hold_up(8)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await answer_within(6)
    hold_up(16)
    async with Deadline(0.02):
        assert await answer_within(6) == "answer"


async def test_what_fails_and_what_is_ended_from_outside_stay_what_they_are() -> None:
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


async def test_a_budget_that_was_kept_ends_nothing_later() -> None:
    async with Deadline(0.01):
        pass
    await asyncio.sleep(0.03)
