"""The delivery worker in isolation: an unavailable database and hanging deliveries do not stop others."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from structlog.testing import capture_logs

from modules.webhooks.adapters.inbound.background_tasks import (
    MAX_CONCURRENT,
    MAX_FAILING_CONCURRENT,
    DeliveryWorker,
    Wakeup,
)
from modules.webhooks.application.deliveries.claim_due import ClaimDue
from modules.webhooks.application.deliveries.deliver import Deliver
from modules.webhooks.domain.delivery import Delivery, DueDelivery, Message
from shared.kernel.errors import Unavailable
from tests.modules.webhooks.domain.test_endpoint import ENDPOINT

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def due(number: int) -> DueDelivery:
    message = Message(event_id=uuid4(), type="a.b.c", aggregate_type="b", aggregate_id=str(number), sequence=1)
    delivery = Delivery(number, 7, message, "event", "pending", 1, NOW, None, None, None, NOW, None)
    return DueDelivery(delivery=delivery, endpoint=ENDPOINT, at=NOW, leased_until=NOW)


class FakeClaim(ClaimDue):
    """Returns the given rounds and records the requested capacity."""

    def __init__(self, *rounds: Sequence[DueDelivery] | Exception) -> None:
        self._rounds = list(rounds)
        self.capacities: list[tuple[int, int]] = []
        self.empty = asyncio.Event()

    async def __call__(self, capacity: int, failing_capacity: int) -> Sequence[DueDelivery]:
        self.capacities.append((capacity, failing_capacity))
        if not self._rounds:
            self.empty.set()
            return []
        claimed = self._rounds.pop(0)
        if isinstance(claimed, Exception):
            raise claimed
        return claimed


class FakeDeliver(Deliver):
    def __init__(self, deliver: Callable[[DueDelivery], Awaitable[None]]) -> None:
        self._do = deliver

    async def __call__(self, due: DueDelivery) -> None:
        await self._do(due)


async def test_an_unavailable_database_does_not_delay_claimed_deliveries() -> None:
    claim = FakeClaim([due(1)], Unavailable("dependency_unavailable", "away"), [due(2)])
    slow, sent, wake = asyncio.Event(), asyncio.Event(), Wakeup()

    async def deliver(each: DueDelivery) -> None:
        if each.delivery.id == 1:
            await slow.wait()
        else:
            sent.set()

    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(DeliveryWorker(claim, FakeDeliver(deliver), wake).run(stop))
        while not sent.is_set():
            wake.notify()
            await asyncio.sleep(0)
        assert not slow.is_set()
        stop.set()
        slow.set()
        await running
    assert [(line["event"], line["code"]) for line in lines] == [("webhooks wait", "dependency_unavailable")]
    assert claim.capacities[:3] == [
        (MAX_CONCURRENT, MAX_FAILING_CONCURRENT),
        (MAX_CONCURRENT - 1, MAX_FAILING_CONCURRENT),
        (MAX_CONCURRENT - 1, MAX_FAILING_CONCURRENT),
    ]


async def test_a_delivery_that_cannot_be_settled_does_not_affect_others() -> None:
    claim = FakeClaim([due(1), due(2), due(3)])
    done: list[int] = []

    async def deliver(each: DueDelivery) -> None:
        if each.delivery.id == 1:
            raise Unavailable("busy", "busy")
        if each.delivery.id == 2:
            raise RuntimeError("a mistake")
        done.append(each.delivery.id)

    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(DeliveryWorker(claim, FakeDeliver(deliver), Wakeup()).run(stop))
        await claim.empty.wait()
        stop.set()
        await running
    assert done == [3]
    assert [(line["event"], line["delivery"]) for line in lines] == [
        ("webhook outcome not recorded", 1),
        ("webhook outcome not recorded", 2),
    ]


async def test_when_stopped_it_finishes_running_deliveries_and_claims_no_more() -> None:
    claim = FakeClaim([due(1)])
    began, go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def deliver(_: DueDelivery) -> None:
        began.set()
        await go_on.wait()
        ended.set()

    stop = asyncio.Event()
    running = asyncio.create_task(DeliveryWorker(claim, FakeDeliver(deliver), Wakeup()).run(stop))
    await began.wait()
    requested = len(claim.capacities)
    stop.set()
    go_on.set()
    await running
    assert (ended.is_set(), len(claim.capacities)) == (True, requested)
