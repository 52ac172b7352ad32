"""Malformed, ambiguous and endless requests, sent to the server as bytes."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import uvicorn

from entrypoints.cli.serve import server_options
from entrypoints.http import bounded_http
from tests.edges.shop import Shop
from tests.timeouts import TIMEOUT_SECONDS

ORDERS = b"GET /v1/orders HTTP/1.1\r\nHost: a\r\n"


@pytest.fixture(scope="module")
async def port(shop: Shop) -> AsyncIterator[int]:
    """The shop behind the HTTP server of `tradepost serve`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        options = server_options() | {"loop": "none", "lifespan": "off"}
        server = uvicorn.Server(uvicorn.Config(shop.app, **options))
        running = asyncio.create_task(server._serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        await asyncio.wait_for(running, TIMEOUT_SECONDS)


async def said(port: int, sent: bytes, *, end: bool = True) -> bytes:
    """Everything the server sends until it closes the connection; with `end`, no more will be sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        if end:
            writer.write_eof()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def statuses(response: bytes) -> list[int]:
    return [int(part[:3]) for part in response.split(b"HTTP/1.1 ")[1:]]


NO_HTTP = {
    "nothing like it": b"abc\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "another protocol": b"SSH-2.0-a\r\n",
    "HTTP/2 without asking": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n",
    "an address with a blank": b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "an address with a control character": b"GET /a\x01b HTTP/1.1\r\nHost: a\r\n\r\n",
    "an address with a raw NUL": b"GET /a\x00b HTTP/1.1\r\nHost: a\r\n\r\n",
    "an address beyond ASCII": b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    "no host": b"GET /v1/orders HTTP/1.1\r\n\r\n",
    "two hosts": ORDERS + b"Host: b\r\n\r\n",
    "the same host twice": ORDERS + b"Host: a\r\n\r\n",
    "a header without a colon": ORDERS + b"X-Thing\r\n\r\n",
    "a header's name with a blank": ORDERS + b"X Thing: a\r\n\r\n",
    "a blank before the colon": ORDERS + b"Content-Length : 0\r\n\r\n",
    "a header's name with a NUL": ORDERS + b"X\x00: a\r\n\r\n",
    "a header's value with a NUL": ORDERS + b"X-Thing: a\x00b\r\n\r\n",
    "a header's value with a bare carriage return": ORDERS + b"X-Thing: a\rSet-Cookie: b\r\n\r\n",
    "a header folded around a NUL": ORDERS + b"X-Thing: a\r\n b\x00c\r\n\r\n",
    "a header without a name": ORDERS + b": a\r\n\r\n",
    "a length that is none": ORDERS + b"Content-Length: abc\r\n\r\n",
    "a negative length": ORDERS + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": ORDERS + b"Content-Length: +1\r\n\r\na",
    "a hexadecimal length": ORDERS + b"Content-Length: 0x1\r\n\r\na",
    "a length beyond 64 bits": ORDERS + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a list of lengths": ORDERS + b"Content-Length: 1, 2\r\n\r\na",
    "two lengths": ORDERS + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde",
    "the same length twice": ORDERS + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    "a length and chunks": ORDERS + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": ORDERS + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "chunks that are not the last coding": ORDERS + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "an unknown coding": b"POST /v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a chunk's length that is none": ORDERS + b"Transfer-Encoding: chunked\r\n\r\nzz\r\na\r\n0\r\n\r\n",
    "a chunk's length with a sign": ORDERS + b"Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
    "a chunk longer than it says": ORDERS + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "a chunk of more than 64 bits": ORDERS + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\na\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_HTTP.values(), ids=NO_HTTP)
async def test_ambiguous_requests_are_rejected(port: int, sent: bytes) -> None:
    """The server responds 400 or closes the connection; it never sends a second response (request smuggling)."""
    smuggled = b"GET /health HTTP/1.1\r\nHost: b\r\n\r\n"
    response = await said(port, sent + smuggled)
    assert len(statuses(response)) <= 1 or set(statuses(response)[1:]) <= {400}
    assert not statuses(response) or 400 <= statuses(response)[0] < 500
    assert b'"status":"ok"' not in response, "what was smuggled in was answered"


async def test_http_1_0_needs_no_host(port: int) -> None:
    assert statuses(await said(port, b"GET /health HTTP/1.0\r\n\r\n")) == [200]


async def test_an_error_of_the_server_discloses_nothing(port: int) -> None:
    response = await said(port, b"canary-in-no-http\r\n\r\n")
    assert statuses(response) == [400]
    assert b"canary" not in response
    assert b"server:" not in response.lower()
    assert b"nosniff" in response


async def test_responses_do_not_name_their_server(port: int) -> None:
    response = await said(port, b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
    assert statuses(response) == [200]
    assert b"\r\nserver:" not in response.lower()
    assert b"uvicorn" not in response.lower()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /v1/orders?" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        ORDERS + b"X-Thing: " + b"a" * 100_000 + b"\r\n\r\n",
        ORDERS + b"".join(b"X-%d: a\r\n" % number for number in range(10_000)) + b"\r\n",
        ORDERS + b"X-Thing: " + b"a" * 1_000_000,
        b"GET /" + b"a" * 1_000_000,
        b"A" * 1_000_000,
    ],
    ids=["an address", "a header", "many headers", "a header without end", "an address without end", "no method"],
)
async def test_the_size_of_a_request_head_is_limited(port: int, sent: bytes) -> None:
    response = await said(port, sent, end=False)
    assert statuses(response) in ([431], [400], [])


async def test_a_long_head_within_the_limit_is_accepted(port: int) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Thing: "
    response = await said(port, head + b"a" * 60_000 + b"\r\n\r\n")
    assert statuses(response) == [200]


@pytest.mark.parametrize("sent", [b"", b"G", ORDERS, ORDERS + b"X-Thing: a"], ids=["nothing", "a byte", "half", "more"])
async def test_an_incomplete_head_times_out(port: int, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_TIMEOUT_SECONDS", 0.2)
    assert statuses(await said(port, sent, end=False)) == [408]


async def test_a_slowly_sent_head_times_out(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_TIMEOUT_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def drip() -> None:
        while True:
            writer.write(b"a")
            await asyncio.sleep(0.02)

    writer.write(ORDERS + b"X-Thing: ")
    dripping = asyncio.create_task(drip())
    try:
        # What is still sent to a closed connection resets it, and may take the answer along.
        async with asyncio.timeout(TIMEOUT_SECONDS):
            with suppress(ConnectionResetError):
                assert statuses(await reader.read()) in ([408], [])
    finally:
        dripping.cancel()
        writer.close()


async def test_one_connection_serves_many_requests(port: int) -> None:
    one = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
    last = one.replace(b"Host: a", b"Host: a\r\nConnection: close")
    assert statuses(await said(port, one * 19 + last, end=False)) == [200] * 20


async def test_the_size_of_a_body_is_limited_for_any_transfer_encoding(shop: Shop, port: int) -> None:
    head = b"POST /v1/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
    head += b"Authorization: Bearer " + (shop.token("ada") or "").encode() + b"\r\n"
    chunks = (b"10000\r\n" + b" " * 0x10000 + b"\r\n") * 17 + b"0\r\n\r\n"
    announced = await said(port, head + b"Content-Length: 2000000\r\n\r\n", end=False)
    in_chunks = await said(port, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks, end=False)
    assert statuses(announced) == [413]
    assert statuses(in_chunks) in ([413], [])


ODD = [b"a\x0bb", b"a\x1b[31mb", b"\x80\xff", b"caf\xc3\xa9", b"a\tb", b"'; DROP TABLE a;--"]
NAMES = (b"Idempotency-Key", b"If-Match", b"If-None-Match", b"X-Request-ID", b"traceparent", b"Prefer", b"Accept")
MORE = (b"Content-Type", b"User-Agent", b"Last-Event-ID", b"Origin", b"Range", b"Accept-Encoding", b"Cookie")


@pytest.mark.parametrize("value", ODD)
async def test_unusual_header_values_cause_no_500(shop: Shop, port: int, value: bytes) -> None:
    for name in (*NAMES, *MORE):
        sent = ORDERS + b"Connection: close\r\n" + name + b": " + value + b"\r\n"
        sent += b"Authorization: Bearer " + (shop.token("ada") or "").encode() + b"\r\n\r\n"
        (status, *others) = statuses(await said(port, sent)) or [400]
        assert status < 500
        assert not others
    refused = await said(port, ORDERS + b"Connection: close\r\nAuthorization: Bearer " + value + b"\r\n\r\n")
    assert statuses(refused) in ([401], [400], [])
