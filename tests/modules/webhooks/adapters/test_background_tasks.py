"""The delivery worker in isolation: an unavailable database and hanging deliveries do not stop others."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from structlog.testing import capture_logs

from modules.webhooks.adapters.inbound.background_tasks import (
    MAX_CONCURRENT,
    MAX_FAILING_CONCURRENT,
    DeliveryWorker,
    Wakeup,
)
from modules.webhooks.domain.delivery import Delivery, DueDelivery, Message
from shared.kernel.errors import Unavailable
from tests.modules.webhooks.domain.test_endpoint import ENDPOINT

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def due(number: int) -> DueDelivery:
    message = Message(uuid4(), "a.b.c", "b", str(number), 1)
    delivery = Delivery(number, 7, message, "event", "pending", 1, NOW, None, None, None, NOW, None)
    return DueDelivery(delivery, ENDPOINT, NOW, NOW)


class Bench:
    """A fake claim that returns the given rounds and records the requested capacity."""

    def __init__(self, *rounds: Sequence[DueDelivery] | Exception) -> None:
        self._rounds = list(rounds)
        self.capacities: list[tuple[int, int]] = []
        self.empty = asyncio.Event()

    async def claim(self, capacity: int, failing_capacity: int) -> Sequence[DueDelivery]:
        self.capacities.append((capacity, failing_capacity))
        if not self._rounds:
            self.empty.set()
            return []
        claimed = self._rounds.pop(0)
        if isinstance(claimed, Exception):
            raise claimed
        return claimed


async def test_an_unavailable_database_does_not_delay_claimed_deliveries() -> None:
    bench = Bench([due(1)], Unavailable("dependency_unavailable", "away"), [due(2)])
    slow, sent, wake = asyncio.Event(), asyncio.Event(), Wakeup()

    async def deliver(each: DueDelivery) -> None:
        if each.delivery.id == 1:
            await slow.wait()
        else:
            sent.set()

    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(DeliveryWorker(bench.claim, deliver, wake).run(stop))
        while not sent.is_set():
            wake.notify()
            await asyncio.sleep(0)
        assert not slow.is_set()
        stop.set()
        slow.set()
        await running
    assert [(line["event"], line["code"]) for line in lines] == [("webhooks wait", "dependency_unavailable")]
    assert bench.capacities[:3] == [
        (MAX_CONCURRENT, MAX_FAILING_CONCURRENT),
        (MAX_CONCURRENT - 1, MAX_FAILING_CONCURRENT),
        (MAX_CONCURRENT - 1, MAX_FAILING_CONCURRENT),
    ]


async def test_a_delivery_that_cannot_be_settled_does_not_affect_others() -> None:
    bench = Bench([due(1), due(2), due(3)])
    done: list[int] = []

    async def deliver(each: DueDelivery) -> None:
        if each.delivery.id == 1:
            raise Unavailable("busy", "busy")
        if each.delivery.id == 2:
            raise RuntimeError("a mistake")
        done.append(each.delivery.id)

    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(DeliveryWorker(bench.claim, deliver, Wakeup()).run(stop))
        await bench.empty.wait()
        stop.set()
        await running
    assert done == [3]
    assert [(line["event"], line["delivery"]) for line in lines] == [
        ("webhook outcome not recorded", 1),
        ("webhook outcome not recorded", 2),
    ]


async def test_when_stopped_it_finishes_running_deliveries_and_claims_no_more() -> None:
    bench = Bench([due(1)])
    began, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def deliver(_: DueDelivery) -> None:
        began.set()
        await go_on.wait()
        ended.set()

    stop = asyncio.Event()
    running = asyncio.create_task(DeliveryWorker(bench.claim, deliver, Wakeup()).run(stop))
    await began.wait()
    asked = len(bench.capacities)
    stop.set()
    go_on.set()
    await running
    assert (ended.is_set(), len(bench.capacities)) == (True, asked)
