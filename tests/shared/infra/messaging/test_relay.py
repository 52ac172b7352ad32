import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.infra.messaging.ports import Capacity, Message
from shared.infra.messaging.relay import MAX_BATCH, MAX_CONCURRENT, REST_SECONDS, Relay
from shared.kernel.deliveries import Claimed, Lease
from shared.kernel.module import Consumer

UNTIL = datetime(2026, 1, 1, tzinfo=UTC)


CONSUMERS = [Consumer("m.in", ["t"]), Consumer("m.out", ["t"], external=True)]


class FakeClaims:
    def __init__(self, *claimed: Claimed) -> None:
        self.due = list(claimed)
        self.asked: Mapping[str, int] = {}
        self.handed_back: list[Claimed] = []
        self.looked_for_orphans = 0

    async def claim(self, at_most: Mapping[str, int], lease: timedelta) -> Lease:
        self.asked = at_most
        claimed, self.due = self.due, []
        return Lease(UNTIL, claimed)

    async def release(self, lease: Lease, claimed: Sequence[Claimed]) -> None:
        self.handed_back.extend(claimed)

    async def release_orphans(self) -> int:
        self.looked_for_orphans += 1
        return 0


class FakeQueue:
    def __init__(self, *, inside: int = 64, outside: int = 64, broken: bool = False) -> None:
        self.sent: list[tuple[str, Sequence[UUID], datetime]] = []
        self._capacity = Capacity(inside, outside)
        self._broken = broken

    async def capacity(self) -> Capacity:
        return self._capacity

    async def send(self, messages: Sequence[Message]) -> None:
        if self._broken:
            raise ConnectionError
        self.sent += [(m.consumer, m.event_ids, m.leased_until) for m in messages]


class SilentBell:
    def __init__(self) -> None:
        self.waits: list[float] = []

    async def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        await asyncio.sleep(0)
        return False


def claimed(consumer: str, number: int, attempts: int = 0) -> list[Claimed]:
    return [Claimed(uuid4(), consumer, attempts) for _ in range(number)]


async def test_new_deliveries_are_sent_in_batches() -> None:
    claims, queue = FakeClaims(*claimed("m.in", MAX_BATCH + 1), *claimed("m.out", MAX_CONCURRENT + 1)), FakeQueue()
    sent = await Relay(claims, queue, SilentBell(), consumers=CONSUMERS).run_once()
    assert sent == MAX_BATCH + MAX_CONCURRENT + 2
    assert sorted((consumer, len(ids)) for consumer, ids, _ in queue.sent) == [
        ("m.in", 1),
        ("m.in", MAX_BATCH),
        ("m.out", 1),
        ("m.out", MAX_CONCURRENT),
    ]
    assert {until for *_, until in queue.sent} == {UNTIL}


async def test_retried_deliveries_are_sent_alone() -> None:
    """It may have ended the process that tried it, and with it the attempts of all in its message."""
    claims, queue = FakeClaims(*claimed("m.in", 3, attempts=1), *claimed("m.out", 2, attempts=1)), FakeQueue()
    await Relay(claims, queue, SilentBell(), consumers=CONSUMERS).run_once()
    assert [len(ids) for _, ids, _ in queue.sent] == [1] * 5


async def test_nothing_is_claimed_while_the_queue_is_full() -> None:
    claims = FakeClaims(*claimed("m.in", 3))
    relay = Relay(claims, FakeQueue(inside=0), SilentBell(), consumers=CONSUMERS)
    await relay.run_once()
    assert set(claims.asked) == {"m.out"}


async def test_unsent_deliveries_are_released() -> None:
    due = claimed("m.in", 3)
    claims = FakeClaims(*due)
    with pytest.raises(ConnectionError):
        await Relay(claims, FakeQueue(broken=True), SilentBell(), consumers=CONSUMERS).run_once()
    assert claims.handed_back == due


async def test_an_idle_relay_polls_with_backoff() -> None:
    bell, stop = SilentBell(), asyncio.Event()
    running = asyncio.create_task(Relay(FakeClaims(), FakeQueue(), bell, consumers=CONSUMERS).run(stop))
    while len(bell.waits) < 6:
        await asyncio.sleep(0)
    stop.set()
    await running
    assert bell.waits[:6] == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


async def test_a_busy_relay_rests_in_proportion_to_what_it_sent() -> None:
    class EndlessClaims(FakeClaims):
        claims = 0

        async def claim(self, at_most: Mapping[str, int], lease: timedelta) -> Lease:
            self.claims += 1
            return Lease(UNTIL, claimed("m.in", 10))

    claims, stop = EndlessClaims(), asyncio.Event()
    running = asyncio.create_task(Relay(claims, FakeQueue(), SilentBell(), consumers=CONSUMERS).run(stop))
    await asyncio.sleep(0.2)
    stop.set()
    await running
    assert 2 <= claims.claims <= 0.2 / (10 * REST_SECONDS) + 1
