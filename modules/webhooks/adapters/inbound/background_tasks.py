"""The delivery worker: sends due deliveries concurrently."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars

from modules.webhooks.application.deliveries.claim_due import ClaimDue
from modules.webhooks.application.deliveries.deliver import Deliver
from modules.webhooks.domain.delivery import DueDelivery
from shared.infra.tracing.spans import ROOT, Kind, span, trace_id
from shared.kernel.errors import Unavailable
from shared.kernel.module import BackgroundTask, Stop

MAX_CONCURRENT = 50
MAX_FAILING_CONCURRENT = 25
"""Maximum number of concurrent deliveries to failing endpoints, so that they do not block the others."""

POLL_SECONDS = 1.0
"""The poll interval."""

_log = structlog.get_logger("tradepost.webhooks")


class Wakeup:
    """Wakes the worker of this process when there may be due deliveries."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()

    async def wait(self, seconds: float, stop: Stop) -> None:
        """Wait for a notification, for `stop`, or until the timeout."""
        waiting = [asyncio.ensure_future(self._event.wait()), asyncio.ensure_future(_set(stop))]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        self._event.clear()


async def _set(stop: Stop) -> None:
    await stop.wait()


class DeliveryWorker:
    """Any number of instances may run, in any number of workers."""

    def __init__(self, claim: ClaimDue, deliver: Deliver, wake: Wakeup) -> None:
        self._claim = claim
        self._deliver = deliver
        self._wake = wake

    async def run(self, stop: Stop) -> None:
        """Send until stopped; running deliveries are finished."""
        running: dict[asyncio.Task[None], DueDelivery] = {}

        def ended(task: asyncio.Task[None]) -> None:
            del running[task]
            self._wake.notify()

        try:
            while not stop.is_set():
                for due in await self._claimed(running.values()):
                    task = asyncio.create_task(self._sent(due))
                    running[task] = due
                    task.add_done_callback(ended)
                await self._wake.wait(POLL_SECONDS, stop)
        finally:
            await asyncio.gather(*running)

    async def _claimed(self, running: Collection[DueDelivery]) -> Sequence[DueDelivery]:
        """Claim more deliveries within capacity. Returns none if the database is unavailable; sending continues."""
        capacity = MAX_CONCURRENT - len(running)
        failing = sum(due.endpoint.failing_since is not None for due in running)
        if not capacity:
            return ()
        try:
            return await self._claim(capacity, MAX_FAILING_CONCURRENT - failing)
        except Unavailable as unavailable:
            _log.warning("webhooks wait", code=unavailable.code, detail=unavailable.detail)
            return ()

    async def _sent(self, due: DueDelivery) -> None:
        """A delivery whose outcome cannot be recorded is sent again after its lease expires."""
        with _delivery_context(due):
            await self._settled(due)

    async def _settled(self, due: DueDelivery) -> None:
        try:
            await self._deliver(due)
        except Unavailable as unavailable:
            _log.warning("webhook outcome not recorded", delivery=due.delivery.id, code=unavailable.code)
        except Exception:
            _log.exception("webhook outcome not recorded", delivery=due.delivery.id)


@contextmanager
def _delivery_context(due: DueDelivery) -> Iterator[None]:
    """Bind traces and logs to the request that caused the event."""
    ids = {"event_id": str(due.delivery.message.event_id)}
    if due.request_id:
        ids["request_id"] = due.request_id
    if due.traceparent:
        ids["trace_id"] = trace_id(due.traceparent)
    attributes = {"messaging.destination.name": due.delivery.message.type, "messaging.message.id": ids["event_id"]}
    with bound_contextvars(**ids), span("process webhook", Kind.CONSUMER, attributes, parent=due.traceparent or ROOT):
        yield


def loops(sender: DeliveryWorker) -> list[BackgroundTask]:
    return [BackgroundTask("webhooks.sender", sender.run)]
