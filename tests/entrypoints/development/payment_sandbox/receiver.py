"""Receiver of the sandbox's webhooks."""

import asyncio
from typing import Any

import stripe

from tests.running.payment_sandbox import WEBHOOK_SECRET
from tests.timeouts import TIMEOUT_SECONDS


class Receiver:
    """Records requests and responds as configured."""

    def __init__(self) -> None:
        self.status = 200
        self.received: list[tuple[str, bytes]] = []
        self._more = asyncio.Event()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/webhooks"

    def close(self) -> None:
        self._server.close()

    @property
    def events(self) -> list[dict[str, Any]]:
        """The received events, with signatures verified by Stripe's library."""
        return [
            stripe.Webhook.construct_event(payload, signature, WEBHOOK_SECRET).to_dict()
            for signature, payload in self.received
        ]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    async def until(self, count: int) -> None:
        """Wait for the given number of events."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while len(self.received) < count:
                self._more.clear()
                await self._more.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = [line.partition(": ") for line in head.decode().splitlines()[1:]]
                headers = {name.lower(): value for name, _, value in lines}
                payload = await reader.readexactly(int(headers["content-length"]))
                self.received.append((headers["stripe-signature"], payload))
                self._more.set()
                writer.write(b"HTTP/1.1 %d Whatever\r\nContent-Length: 0\r\n\r\n" % self.status)
        except asyncio.IncompleteReadError:
            writer.close()
