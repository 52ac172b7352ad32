"""What a stream tells: everything once, in order, from where one was."""

import asyncio
from datetime import timedelta

from fastapi import FastAPI

from shared.infra.http.streams.event_stream import PAGE_SIZE
from shared.infra.sql.database import Database
from tests.api_document import described
from tests.modules.orders.adapters.http.streams.conftest import Listen
from tests.modules.orders.adapters.http.streams.stream_client import (
    FakeReservationEvent,
    Stream,
    outgoing_event,
    place,
    record_events,
)

WRITERS = 4
EACH = 25


async def read(stream: Stream, count: int) -> list[tuple[str, int]]:
    return [(event["aggregate_type"], event["sequence"]) for event in await stream.events(count)]


async def test_a_stream_of_an_order_starts_with_its_first_event(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    await record_events(db, order_id, 1001, 1002)
    async with listen("customer").stream(f"/v1/orders/{order_id}/stream") as stream:
        reported = await stream.events(3)
        assert [event["type"] for event in reported] == [
            "orders.order.placed",
            "orders.order.waved",
            "orders.order.waved",
        ]
        await record_events(db, order_id, 1003)
        await record_events(db, order_id, 1, kind=FakeReservationEvent)
        assert await read(stream, 2) == [("order", 1003), ("reservation", 1)]


async def test_an_event_is_streamed_as_in_the_feed(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    async with listen("customer").stream(f"/v1/orders/{order_id}/stream") as stream:
        event = await stream.event()
    assert event["specversion"] == "1.0"
    assert (event["source"], event["subject"]) == ("/orders", f"order:{order_id}")
    assert event["time"] == event["occurred_at"]
    assert event["data"]["order_id"] == order_id


async def test_the_response_disables_caching_and_buffering(listen: Listen) -> None:
    customer = listen("customer")
    order_id = await place(customer)
    customer.http.headers["Accept-Encoding"] = "gzip"
    async with customer.stream(f"/v1/orders/{order_id}/stream") as stream:
        headers = stream.response.headers
        await stream.event()
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in headers
    assert headers["RateLimit-Policy"] == '"default";q=9999;w=60'


async def test_the_stream_of_all_orders_starts_with_new_events(listen: Listen, db: Database) -> None:
    customer = listen("customer")
    first = await place(customer)
    await record_events(db, first, 1001)
    async with customer.stream(f"/v1/orders/{first}/stream") as stream:
        await stream.events(2)
    async with listen("staff").stream("/v1/orders/stream") as stream:
        await stream.beat()
        await record_events(db, first, 1002)
        assert await read(stream, 1) == [("order", 1002)]


async def test_a_long_history_is_streamed_completely(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    await record_events(db, order_id, *range(1001, 1001 + 2 * PAGE_SIZE))
    async with listen("customer").stream(f"/v1/orders/{order_id}/stream") as stream:
        reported = await read(stream, 1 + 2 * PAGE_SIZE)
    assert sorted(reported) == [("order", 1), *(("order", n) for n in range(1001, 1001 + 2 * PAGE_SIZE))]


async def test_a_reconnect_continues_after_the_last_event(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    await record_events(db, order_id, *range(1001, 1006))
    async with listen("customer").stream(f"/v1/orders/{order_id}/stream") as stream:
        assert await read(stream, 3) == [("order", 1), ("order", 1001), ("order", 1002)]
        async with listen("customer").stream(f"/v1/orders/{order_id}/stream", stream.last_id) as again:
            assert await read(again, 3) == [("order", 1003), ("order", 1004), ("order", 1005)]
        query = {"last_event_id": stream.last_id or ""}
        async with listen("customer").stream(f"/v1/orders/{order_id}/stream", **query) as again:
            assert await read(again, 1) == [("order", 1003)]
            newer = again.last_id
        async with listen("customer").stream(f"/v1/orders/{order_id}/stream", newer, **query) as again:
            assert await read(again, 1) == [("order", 1004)], "the header is newer than the query"


async def test_a_reconnect_before_the_first_event_misses_nothing(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    async with listen("staff").stream("/v1/orders/stream") as stream:
        await stream.beat()
    await record_events(db, order_id, 1001)
    async with listen("staff").stream("/v1/orders/stream", stream.last_id) as stream:
        while (await stream.event())["sequence"] != 1001:
            pass


async def test_heartbeats_are_sent_without_events(listen: Listen) -> None:
    async with listen("staff").stream("/v1/orders/stream") as stream:
        for _ in range(3):
            await stream.beat()
    assert stream.comments >= 3


async def test_an_event_committed_late_is_streamed_in_order(listen: Listen, db: Database) -> None:
    order_id = await place(listen("customer"))
    async with listen("staff").stream("/v1/orders/stream") as stream:
        await stream.beat()
        async with db.begin() as late:
            late.record(outgoing_event(order_id, 1001))
            await late.flush()
            await record_events(db, order_id, 1002)
            await stream.beat()
            await stream.beat()
            await late.commit()
        reported = [event["sequence"] for event in await stream.events(2)]
        assert reported in ([1001, 1002], [1, 1001]), "possibly with the event that was being sent at the start"
        assert reported[0] != 1 or (await stream.event())["sequence"] == 1002


async def test_each_event_is_streamed_once_under_concurrent_writes(listen: Listen, db: Database) -> None:
    """Readers that are cut off time and again, while transactions overlap and end out of order."""
    order_id = await place(listen("customer"))
    numbers = iter(range(1001, 1001 + WRITERS * EACH))

    async def write() -> None:
        for _ in range(EACH):
            async with db.begin() as tx:
                await tx.fetch("SELECT pg_current_xact_id()")
                await asyncio.sleep(0)
                await record_events(db, order_id, next(numbers))
                await tx.commit()

    async def follow(path: str, who: str, last_id: str | None) -> list[int]:
        seen: list[int] = []
        while len(seen) < WRITERS * EACH:
            async with listen(who).stream(path, last_id) as stream:
                reported = await stream.events(min(17, WRITERS * EACH - len(seen)))
                seen += [event["sequence"] for event in reported if event["sequence"] > 1000]
                last_id = stream.last_id
        return seen

    async with listen("customer").stream(f"/v1/orders/{order_id}/stream") as one:
        await one.event()
    async with listen("customer").stream("/v1/orders/stream") as all_:
        await all_.beat()
    followers = asyncio.gather(
        follow(f"/v1/orders/{order_id}/stream", "customer", one.last_id),
        follow("/v1/orders/stream", "customer", all_.last_id),
    )
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    for seen in await followers:
        assert sorted(seen) == list(range(1001, 1001 + WRITERS * EACH))


async def test_a_cursor_is_valid_for_its_own_stream_only(listen: Listen, db: Database) -> None:
    customer = listen("customer")
    order_id, other_id = await place(customer), await place(customer)
    async with customer.stream(f"/v1/orders/{order_id}/stream") as stream:
        await stream.event()
    for path in (f"/v1/orders/{other_id}/stream", "/v1/orders/stream"):
        assert await customer.refused(path, last_event_id=stream.last_id or "") == (400, "cursor_invalid")
    assert await customer.refused("/v1/orders/stream", last_event_id="made-up") == (400, "cursor_invalid")


async def test_a_cursor_older_than_the_events_is_gone(listen: Listen, db: Database) -> None:
    customer = listen("customer")
    order_id = await place(customer)
    async with customer.stream(f"/v1/orders/{order_id}/stream") as stream:
        await stream.event()
    db.clock_shift = timedelta(days=30, seconds=5)
    path = f"/v1/orders/{order_id}/stream"
    assert await customer.refused(path, last_event_id=stream.last_id or "") == (410, "cursor_expired")


def test_streams_are_documented_as_event_streams(app: FastAPI) -> None:
    paths = described(app)["paths"]
    for path in ("/v1/orders/stream", "/v1/orders/{order_id}/stream"):
        operation = paths[path]["get"]
        assert operation["responses"]["200"]["content"].keys() == {"text/event-stream"}
        assert {"400", "401", "403", "406", "410", "429", "503"} <= operation["responses"].keys()
        assert {"ticket", "last_event_id", "Last-Event-ID"} <= {one["name"] for one in operation["parameters"]}
