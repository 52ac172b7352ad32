"""Batches the requests of concurrent callers without waiting for more to arrive."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from prometheus_client import Gauge, Histogram

from shared.infra.tracing.spans import Span, current, first_sampled, span
from shared.kernel.errors import Unavailable

WAITING = Gauge("tradepost_batcher_waiting", "Commands that wait for a batch.", multiprocess_mode="livesum")
BATCHES = Histogram(
    "tradepost_batcher_batch_size", "Commands gathered in one batch.", ["batcher"], buckets=(1, 2, 4, 8, 16, 32, 64)
)

Command = TypeVar("Command")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Command, Outcome]):
    """`caller` is the waiting caller's span, if tracing is enabled."""

    command: Command
    outcome: "asyncio.Future[Outcome]"
    caller: str | None


class RequestBatcher(Generic[Command, Outcome]):
    """Calls `handle` with the commands that arrived while the previous batches were running.

    There is no timer: a single command is handled at once. At most `max_in_flight` batches are under way, of
    at most `max_batch_size` commands each, while at most `waiting` commands wait. `handle` gives an
    outcome, or an exception to raise, for each command in their order. When it raises itself,
    the batch is halved until the failing item is alone. Unavailable is raised for all commands,
    since the missing dependency affects all of them.
    """

    def __init__(
        self,
        handle: Callable[[Sequence[Command]], Awaitable[Sequence[Outcome | Exception]]],
        *,
        name: str = "batch",
        max_batch_size: int = 32,
        waiting: int = 1024,
        max_in_flight: int = 2,
    ) -> None:
        self._handle = handle
        self._name = name
        self._batches = BATCHES.labels(name)
        self._max_batch_size = max_batch_size
        self._waiting = waiting
        self._max_in_flight = max_in_flight
        self._queue: deque[_Waiting[Command, Outcome]] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._closed = False
        _BATCHERS.add(self)

    async def __call__(self, command: Command) -> Outcome:
        """The command's outcome. Raises Unavailable (`busy`) when too many wait or after `drain`."""
        if self._closed or len(self._queue) >= self._waiting:
            raise Unavailable("busy", "The server is busy; retry after the given time.")
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(command, future, current()))
        if self._under_way < self._max_in_flight:
            self._start_runner()
        return await future

    @property
    def waiting(self) -> int:
        """Commands that no batch has taken yet."""
        return len(self._queue)

    async def drain(self) -> None:
        """Accept no more commands and return when all accepted ones have been answered."""
        self._closed = True
        while self._running:
            await asyncio.wait(self._running)

    def _start_runner(self) -> None:
        self._under_way += 1
        # A runner serves many callers, so it does not run in the context of any one.
        task = asyncio.get_running_loop().create_task(self._run(), context=Context())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._batches.observe(len(batch))
                try:
                    with self._traced(batch):
                        await self._process(batch)
                finally:
                    _fail(batch, Unavailable())  # commands without a result: the runner was cancelled
        finally:
            # Here and not in a callback: between the empty queue and this no caller can slip in.
            self._under_way -= 1
            if not self._under_way:
                _fail([self._queue.popleft() for _ in range(len(self._queue))], Unavailable())

    def _traced(self, batch: Sequence[_Waiting[Command, Outcome]]) -> AbstractContextManager[Span]:
        """One span for the batch, in the trace of the first sampled command, with links to the others."""
        callers = [one.caller for one in batch if one.caller]
        if not callers:
            return span(self._name)
        shown = first_sampled(callers)
        links = [caller for caller in callers if caller != shown]
        return span(self._name, attributes={"tradepost.batch.size": len(batch)}, parent=shown, links=links)

    def _next_batch(self) -> list[_Waiting[Command, Outcome]]:
        """The oldest waiting commands; callers that have gone are left out."""
        batch: list[_Waiting[Command, Outcome]] = []
        while self._queue and len(batch) < self._max_batch_size:
            waiting = self._queue.popleft()
            if not waiting.outcome.done():
                batch.append(waiting)
        return batch

    async def _process(self, batch: Sequence[_Waiting[Command, Outcome]]) -> None:
        try:
            outcomes = await self._handle([one.command for one in batch])
        except Unavailable as error:
            _fail(batch, error)
        except Exception as error:
            await self._process_halves(batch, error)
        else:
            for one, outcome in zip(batch, outcomes, strict=True):
                _settle(one.outcome, outcome)

    async def _process_halves(self, batch: Sequence[_Waiting[Command, Outcome]], error: Exception) -> None:
        if len(batch) == 1:
            _fail(batch, error)
            return
        middle = len(batch) // 2
        await self._process(batch[:middle])
        await self._process(batch[middle:])


def _settle(future: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _fail(batch: Sequence[_Waiting[Command, Outcome]], error: Exception) -> None:
    for one in batch:
        if not one.outcome.done():
            one.outcome.set_exception(error)


_BATCHERS: WeakSet[RequestBatcher[Any, Any]] = WeakSet()  # their types differ, only their lengths are read


def waiting_commands() -> int:
    """The commands that wait in all batchers of this process."""
    return sum(batcher.waiting for batcher in _BATCHERS)
