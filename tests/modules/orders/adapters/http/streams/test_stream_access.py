"""Whose events one sees, and how long."""

import asyncio

import pytest

from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.sql.database import Database
from shared.kernel.errors import Unavailable
from shared.kernel.principal import Principal
from tests.modules.orders.adapters.http.streams.conftest import Listen
from tests.modules.orders.adapters.http.streams.stream_client import GUESTS, FakeAuthenticator, place, record_events
from tests.timeouts import TIMEOUT_SECONDS

_LAST = "SELECT max(sequence) AS last FROM platform.events WHERE aggregate_type = 'order' AND aggregate_id = $1"


async def orders_placed(listen: Listen) -> dict[str, int]:
    """An order each of the customer, of another, of a guest, and one that a client placed."""
    guest = {"name": "Bo", "email": "bo@example.com"}
    return {
        "customer": await place(listen("customer")),
        "other": await place(listen("other")),
        "guest": await place(listen("staff"), customer=guest),
        "client": await place(listen("client"), customer={"name": "Cy", "email": "cy@example.com"}),
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("customer", {"customer"}),
        ("other", {"other"}),
        ("client", {"client"}),
        ("staff", {"customer", "other", "guest", "client"}),
        ("guest", {"guest"}),
    ],
)
async def test_a_caller_can_stream_readable_orders_only(listen: Listen, db: Database, who: str, seen: set[str]) -> None:
    orders = await orders_placed(listen)
    listener = listen(GUESTS.issue(orders["guest"]) if who == "guest" else who)
    for whose, order_id in orders.items():
        read = await listener.http.get(f"/v1/orders/{order_id}")
        path = f"/v1/orders/{order_id}/stream"
        if whose in seen:
            assert read.status_code == 200
            async with listener.stream(path) as stream:
                assert (await stream.event())["subject"] == f"order:{order_id}"
        else:
            assert read.status_code == 404
            assert await listener.refused(path) == (404, "not_found")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("customer", {"customer"}),
        ("other", {"other"}),
        ("client", {"client"}),
        ("staff", {"customer", "other", "guest", "client"}),
    ],
)
async def test_the_stream_of_all_orders_contains_visible_orders_only(
    listen: Listen, db: Database, who: str, seen: set[str]
) -> None:
    orders = await orders_placed(listen)
    async with listen(who).stream("/v1/orders/stream") as stream:
        await stream.beat()
        for order_id in (*orders.values(), *orders.values()):
            await record_events(db, order_id, await next_sequence(db, order_id))
        reported = [event for event in await stream.events(2 * len(seen)) if event["type"] == "orders.order.waved"]
    assert {event["data"]["order_id"] for event in reported} <= {orders[whose] for whose in seen}
    assert reported


async def next_sequence(db: Database, order_id: int) -> int:
    async with db.read() as reading:
        (row,) = await reading.fetch(_LAST, str(order_id))
    return int(row["last"]) + 1


async def test_anonymous_callers_and_guests_cannot_stream_all_orders(listen: Listen) -> None:
    order_id = await place(listen("customer"))
    assert await listen(None).refused("/v1/orders/stream") == (401, "unauthenticated")
    assert await listen(None).refused(f"/v1/orders/{order_id}/stream") == (401, "unauthenticated")
    assert await listen(GUESTS.issue(order_id)).refused("/v1/orders/stream") == (401, "unauthenticated")
    assert await listen("customer").refused("/v1/orders/999/stream") == (404, "not_found")


async def test_a_deactivated_caller_gets_no_more_events(listen: Listen, authenticator: FakeAuthenticator) -> None:
    order_id = await place(listen("customer"))
    async with (
        listen("customer").stream(f"/v1/orders/{order_id}/stream") as one,
        listen("customer").stream("/v1/orders/stream") as all_,
    ):
        await one.event()
        await all_.beat()
        del authenticator.principals["customer"]
        await one.ended()
        await all_.ended()


async def test_a_caller_who_loses_a_scope_gets_no_more_of_its_events(
    listen: Listen, authenticator: FakeAuthenticator, db: Database
) -> None:
    order_id = await place(listen("customer"))
    async with (
        listen("staff").stream(f"/v1/orders/{order_id}/stream") as one,
        listen("staff").stream("/v1/orders/stream") as all_,
    ):
        await one.event()
        await all_.beat()
        authenticator.principals["staff"] = Principal("1", "user", owner_id=1)
        await one.ended()
        await all_.beat()
        await record_events(db, order_id, 1001)
        own = await place(listen("staff"))
        while (event := await all_.event())["data"]["order_id"] != own:
            assert event["sequence"] != 1001


async def test_the_number_of_streams_is_limited_and_closing_one_frees_capacity(
    listen: Listen, streams: OpenStreams
) -> None:
    order_id = await place(listen("customer"))
    path = f"/v1/orders/{order_id}/stream"
    async with listen("customer").stream(path) as first, listen("customer").stream(path):
        async with listen("customer").stream(path) as third:
            await first.event()
            await third.event()
            assert await listen("staff").refused(path) == (503, "busy")
        await vacant(streams)
        async with listen("staff").stream(path) as stream:
            await stream.event()
    await vacant(streams, 3)


async def vacant(streams: OpenStreams, count: int = 1) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while streams.open > 3 - count:
            await asyncio.sleep(0.01)


async def test_a_head_request_opens_no_stream(listen: Listen, streams: OpenStreams) -> None:
    order_id = await place(listen("customer"))
    listener = listen("customer")
    for _ in range(5):
        response = await listener.http.head(f"/v1/orders/{order_id}/stream")
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["Content-Type"].startswith("text/event-stream")
    assert streams.open == 0


async def test_streams_hold_no_database_connection_between_polls(
    listen: Listen, db: Database, streams: OpenStreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await place(listen("customer"))
    resting: list[int] = []
    rest = streams.wait_for_poll

    async def noting() -> bool:
        resting.append(db.pool_in_use)
        return await rest()

    monkeypatch.setattr(OpenStreams, "wait_for_poll", lambda _: noting())
    async with listen("staff").stream(f"/v1/orders/{order_id}/stream") as stream:
        await stream.event()
        for _ in range(3):
            await stream.beat()
    assert len(resting) > 3
    assert set(resting) == {0}


async def test_all_streams_end_when_the_process_stops(listen: Listen, streams: OpenStreams) -> None:
    order_id = await place(listen("customer"))
    async with (
        listen("customer").stream(f"/v1/orders/{order_id}/stream") as one,
        listen("staff").stream("/v1/orders/stream") as all_,
    ):
        await one.event()
        await all_.beat()
        streams.close()
        await one.ended()
        await all_.ended()
    assert await listen("customer").refused("/v1/orders/stream") == (503, "busy")


async def test_a_stream_continues_after_a_database_outage(
    listen: Listen, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await place(listen("customer"))
    async with listen("staff").stream("/v1/orders/stream") as stream:
        await stream.beat()
        snapshot = db.snapshot
        looked = asyncio.Event()

        def away() -> object:
            looked.set()
            raise Unavailable("dependency_unavailable")

        monkeypatch.setattr(db, "snapshot", away)
        await asyncio.wait_for(looked.wait(), TIMEOUT_SECONDS)
        monkeypatch.setattr(db, "snapshot", snapshot)
        await record_events(db, order_id, 1001)
        while (await stream.event())["sequence"] != 1001:
            pass
