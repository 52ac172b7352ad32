"""A fake Stripe server with configurable responses, valid or not."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from modules.orders.ports.payments.payment_provider import Charge

SECRET = "whsec_of_these_tests"


CHARGE = Charge(
    payment_id=7,
    order_id=3,
    amount_cents=1000,
    currency="GBP",
    capture=True,
    token="pm_card_visa",
    return_url="https://shop.example/orders/3",
)


INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 1000,
    "amount_received": 1000,
    "currency": "gbp",
    "metadata": {"payment_id": "7", "order_id": "3"},
    "latest_charge": {"id": "ch_1", "object": "charge", "amount_refunded": 0, "disputed": False},
}


REFUND = {
    "id": "re_1",
    "object": "refund",
    "status": "succeeded",
    "amount": 100,
    "currency": "gbp",
    "payment_intent": "pi_1",
    "metadata": {"payment_id": "7", "refund_id": "5"},
}


def http_response(status: int, body: object, headers: str = "") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head}{headers}\r\n".encode() + content


def error(status: int, **detail: object) -> bytes:
    return http_response(status, {"error": {"type": "invalid_request_error", "message": "no"} | detail})


class FakeStripe:
    """Answers each request with the same response, a queued one, or a configured behavior."""

    def __init__(self) -> None:
        self.says = http_response(200, INTENT)
        self.turns: list[bytes] = []
        self.behaves: Callable[[asyncio.StreamWriter], Awaitable[None]] = self._answer
        self.requests: list[tuple[str, dict[str, str], dict[str, str]]] = []

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.close()

    async def drip(self, writer: asyncio.StreamWriter) -> None:
        """Send a byte now and then: no single wait is long, but the response never ends."""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def flood(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"ffff\r\n" + b" " * 0xFFFF + b"\r\n")
            await writer.drain()

    async def hang_up(self, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.turns.pop(0) if self.turns else self.says)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
                content = await reader.readexactly(int(headers.get("content-length", 0)))
                self.requests.append((head[0], headers, dict(parse_qsl(content.decode()))))
                await self.behaves(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
