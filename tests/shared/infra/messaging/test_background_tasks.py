"""Loops run from the worker's start to its stop, come back after a failure, and leave each other alone."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from structlog.testing import capture_logs

from shared.infra.messaging.background_tasks import BackgroundTaskRunner
from shared.kernel.errors import Unavailable
from shared.kernel.module import BackgroundTask, Stop


class FakeTask:
    """A task that fails the given number of times, then runs until it is stopped."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.running = asyncio.Event()
        self.starts = 0
        self.ended = False

    async def __call__(self, stop: Stop) -> None:
        self.starts += 1
        if self._failures:
            raise self._failures.pop()
        self.running.set()
        await stop.wait()
        self.ended = True


async def run(*tasks: FakeTask) -> list[MutableMapping[str, Any]]:
    """Run the tasks until all of them have started. Returns the log."""
    looping = BackgroundTaskRunner(
        [BackgroundTask(f"test.{n}", task) for n, task in enumerate(tasks)], restart_seconds=0
    )
    with capture_logs() as lines:
        await looping.start()
        await asyncio.gather(*(task.running.wait() for task in tasks))
        await looping.stop()
    return lines


async def test_background_tasks_run_until_they_are_stopped() -> None:
    tasks = FakeTask(), FakeTask()
    await run(*tasks)
    assert [(task.starts, task.ended) for task in tasks] == [(1, True), (1, True)]


async def test_a_failed_background_task_is_logged_and_restarted() -> None:
    broken, whole = FakeTask(ValueError("grit"), RuntimeError("flood")), FakeTask()
    lines = await run(broken, whole)
    assert (broken.starts, broken.ended, whole.starts) == (3, True, 1)
    assert [(line["event"], line["task"]) for line in lines] == [("background task failed", "test.0")] * 2


async def test_an_unavailable_database_is_logged_without_a_traceback() -> None:
    (line,) = await run(FakeTask(Unavailable("dependency_unavailable", "away")))
    assert (line["log_level"], line["code"]) == ("warning", "dependency_unavailable")
    assert "exc_info" not in line


async def test_a_background_task_that_does_not_end_is_cancelled() -> None:
    began = asyncio.Event()

    async def deaf(_: Stop) -> None:
        began.set()
        await asyncio.Event().wait()

    looping = BackgroundTaskRunner([BackgroundTask("task.deaf", deaf)], stop_seconds=0)
    with capture_logs() as lines:
        await looping.start()
        await began.wait()
        await looping.stop()
    assert [line["event"] for line in lines] == ["background task cancelled"]


async def test_an_unstarted_background_task_stops_immediately() -> None:
    await BackgroundTaskRunner([BackgroundTask("test.0", FakeTask())]).stop()
