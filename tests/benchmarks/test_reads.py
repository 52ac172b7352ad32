import asyncio

import orjson
import pytest

from benchmarks.load.arrivals import Arrivals
from benchmarks.reads.read_request import (
    StoredOrder,
    WrongResponse,
    check_availability,
    check_orders,
    check_product,
)
from benchmarks.reads.readers import Readers

STORED = StoredOrder(7, 500, [("AAA", 2)])
ORDER = {"id": 7, "total_cents": 500, "items": [{"sku": "AAA", "quantity": 2}]}


def page(*orders: object) -> bytes:
    return orjson.dumps({"items": orders, "limit": 20, "next_cursor": None})


def test_orders_that_agree_with_the_database_are_accepted() -> None:
    check_orders(orjson.dumps(ORDER), [STORED])
    check_orders(page(ORDER), [STORED])


@pytest.mark.parametrize(
    "body",
    [
        orjson.dumps({**ORDER, "total_cents": 501}),
        orjson.dumps({**ORDER, "items": []}),
        page(),
        page(ORDER, ORDER),
    ],
)
def test_orders_that_disagree_with_the_database_are_rejected(body: bytes) -> None:
    with pytest.raises(WrongResponse):
        check_orders(body, [STORED])


def test_another_price_and_other_units_are_rejected() -> None:
    check_product(b'{"sku":"AAA","price_cents":1250}', "AAA", 1250)
    check_availability(b'{"items":[{"sku":"AAA","available":3}]}', {"AAA": 3})
    with pytest.raises(WrongResponse):
        check_product(b'{"sku":"AAA","price_cents":1251}', "AAA", 1250)
    with pytest.raises(WrongResponse):
        check_availability(b'{"items":[]}', {"AAA": 3})


async def read(expected: bytes, per_second: float | None = None, seconds: float = 0.1) -> tuple[int, list[str]]:
    """Read `right` from a server for a while; returns the number of responses and the unexpected ones."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nright")
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with server:
        request = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
        port = server.sockets[0].getsockname()[1]
        readers = Readers(port=port, count=2, exchanges=[(request, expected)], per_second=per_second)
        await readers.start()
        await asyncio.sleep(seconds)
        wrong = await readers.stop()
    return len(readers.done), wrong


async def test_a_wrong_body_is_reported() -> None:
    assert (await read(b"right"))[1] == []
    done, wrong = await read(b"wrong")
    assert done > 0
    assert wrong == [f"unexpected response {done} times: /a: 200 b'right' instead of b'wrong'"]


async def test_requests_at_a_fixed_rate_are_not_sent_faster() -> None:
    done, _ = await read(b"right", per_second=50, seconds=0.4)
    assert 5 <= done <= 24


async def test_a_delayed_request_counts_from_the_time_it_was_due() -> None:
    arrivals = Arrivals(per_second=100)
    first = await arrivals.next()
    await asyncio.sleep(0.1)
    second = await arrivals.next()
    assert second - first == pytest.approx(0.01, abs=0.001)
