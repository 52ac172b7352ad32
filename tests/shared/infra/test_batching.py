import asyncio
from collections.abc import Sequence

import pytest

from shared.infra.batching import RequestBatcher
from shared.kernel.errors import Unavailable
from tests.timeouts import TIMEOUT_SECONDS


class Doubling:
    """Handles batches by doubling; a `poison` number fails its whole batch, an `odd` one only itself."""

    def __init__(self, poison: int | None = None, pause: float = 0.001) -> None:
        self.batches: list[list[int]] = []
        self.poison = poison
        self.pause = pause
        self.running = self.most_running = 0

    async def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(numbers))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await asyncio.sleep(self.pause)
            if self.poison in numbers:
                raise ValueError("poison")
            return [KeyError(n) if n < 0 else 2 * n for n in numbers]
        finally:
            self.running -= 1


async def test_a_single_command_runs_immediately_and_others_are_batched() -> None:
    handle = Doubling()
    collect = RequestBatcher(handle, max_batch_size=32, max_in_flight=1)
    first = asyncio.create_task(collect(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert handle.batches == [[0]]
    rest = [asyncio.create_task(collect(n)) for n in range(1, 41)]
    assert await asyncio.gather(first, *rest) == [2 * n for n in range(41)]
    assert [len(batch) for batch in handle.batches] == [1, 32, 8]
    assert handle.batches[1] == list(range(1, 33))


async def test_batches_in_flight_are_limited_and_end_when_idle() -> None:
    handle = Doubling()
    collect = RequestBatcher(handle, max_batch_size=4, max_in_flight=2)
    for _ in range(3):
        assert await asyncio.gather(*(collect(n) for n in range(30))) == [2 * n for n in range(30)]
    assert handle.most_running == 2
    assert max(map(len, handle.batches)) <= 4


async def test_an_outcome_can_be_an_exception_of_one() -> None:
    collect = RequestBatcher(Doubling())
    good, bad = await asyncio.gather(collect(1), collect(-1), return_exceptions=True)
    assert good == 2
    assert isinstance(bad, KeyError)


async def test_a_failed_batch_is_halved_until_the_failing_item_is_alone() -> None:
    handle = Doubling(poison=37)
    collect = RequestBatcher(handle, max_batch_size=64, max_in_flight=1)
    results = await asyncio.gather(*(collect(n) for n in range(64)), return_exceptions=True)
    assert len(handle.batches) == 13
    assert isinstance(results.pop(37), ValueError)
    assert results == [2 * n for n in range(64) if n != 37]


async def test_an_unavailable_dependency_fails_the_batch_without_halving() -> None:
    calls = 0

    async def handle(numbers: Sequence[int]) -> list[int | Exception]:
        nonlocal calls
        calls += 1
        raise Unavailable("dependency_unavailable", "The database cannot be reached.")

    collect = RequestBatcher(handle, max_batch_size=64, max_in_flight=1)
    results = await asyncio.gather(*(collect(n) for n in range(64)), return_exceptions=True)
    assert calls == 1
    assert all(isinstance(result, Unavailable) for result in results)


async def test_too_many_waiting_commands_are_rejected_as_busy() -> None:
    collect = RequestBatcher(Doubling(pause=0.01), max_batch_size=1, waiting=3, max_in_flight=1)
    results = await asyncio.gather(*(collect(n) for n in range(10)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, Unavailable)]
    assert len(refused) == 7
    assert {error.code for error in refused} == {"busy"}
    assert await collect(1) == 2


async def test_disconnected_callers_are_skipped() -> None:
    handle = Doubling()
    collect = RequestBatcher(handle, max_batch_size=32, max_in_flight=1)
    first = asyncio.create_task(collect(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(collect(n)) for n in range(1, 5)]
    await asyncio.sleep(0)
    rest[1].cancel()
    await asyncio.gather(first, *rest, return_exceptions=True)
    assert handle.batches == [[0], [1, 3, 4]]


async def test_a_caller_that_disconnects_does_not_affect_the_rest_of_its_batch() -> None:
    handle = Doubling()
    collect = RequestBatcher(handle, max_in_flight=1)
    tasks = [asyncio.create_task(collect(n)) for n in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert (await asyncio.gather(*tasks, return_exceptions=True))[1:] == [2, 4]


async def test_draining_finishes_accepted_commands_and_rejects_new_ones() -> None:
    collect = RequestBatcher(Doubling(), max_batch_size=2, max_in_flight=1)
    taken = [asyncio.create_task(collect(n)) for n in range(7)]
    await asyncio.sleep(0)
    await collect.drain()
    assert all(task.done() for task in taken)
    assert [task.result() for task in taken] == [2 * n for n in range(7)]
    with pytest.raises(Unavailable):
        await collect(1)


async def test_a_cancelled_batch_leaves_no_caller_waiting() -> None:
    collect = RequestBatcher(Doubling(pause=2 * TIMEOUT_SECONDS), max_batch_size=2, max_in_flight=1)
    tasks = [asyncio.create_task(collect(n)) for n in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    (lane,) = collect._running
    lane.cancel()
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), TIMEOUT_SECONDS)
    assert all(isinstance(result, Unavailable) for result in results)
