"""Minimal HTTP/1.1 client: one connection, one request at a time.

The load generator shares the machine with the measured system, so its own CPU time is noise. A general client would
cost more than the server's parsing.
"""

import asyncio
from typing import cast


class ConnectionLost(Exception):
    """The server closed the connection before the response was complete."""


class Connection(asyncio.Protocol):
    """A keep-alive connection to a server on loopback."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._received = b""
        self._needed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionLost(str(exc or "closed")))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._needed:
            self._needed = length(self._received) or 0
        if self._needed and len(self._received) >= self._needed and self._answer is not None:
            whole, self._received = self._received[: self._needed], self._received[self._needed :]
            self._needed = 0
            if not self._answer.done():
                self._answer.set_result((int(whole[9:12]), whole))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the whole response with its head."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionLost("closed before the request")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def length(received: bytes) -> int | None:
    """Length of the first response, head and body; None while the head is incomplete.

    Raises ValueError if the head contains no length.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        if head[9:12] in (b"204", b"304"):
            return end + 4
        raise ValueError("a response without Content-Length")
    return end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])


async def connect(port: int) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


def body_of(response: bytes) -> bytes:
    return response.partition(b"\r\n\r\n")[2]
