"""A webhook receiver whose responses are set by the test."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from standardwebhooks import Webhook

OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


def status(code: int, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {code} So", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class ReceivedMessage:
    """A received message."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def verify(self, secret: str) -> None:
        """Raises unless one of the signatures matches the secret."""
        Webhook(secret).verify(self.body, self.headers)


class Receiver:
    """Listens on a free port. `respond` returns the bytes of the response; None withholds it until `release`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.received: list[ReceivedMessage] = []
        self.respond: Callable[[ReceivedMessage], bytes | None] = lambda _: OK
        self.max_concurrent = 0
        self._tls = tls
        self._concurrent = 0
        self._arrival = asyncio.Condition()
        self._released = asyncio.Event()

    async def __aenter__(self) -> "Receiver":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def release(self) -> None:
        """Close the connections of withheld responses without a response."""
        self._released.set()

    async def until(self, number: int) -> list[ReceivedMessage]:
        """Wait for at least so many messages. Returns all received messages."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.received) >= number)
        return self.received

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._concurrent += 1
        self.max_concurrent = max(self.max_concurrent, self._concurrent)
        try:
            received = await _read(reader)
            response = self.respond(received)
            async with self._arrival:
                self.received.append(received)
                self._arrival.notify_all()
            if response is None:
                await self._released.wait()
            else:
                writer.write(response)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            self._concurrent -= 1
            writer.close()


async def _read(reader: asyncio.StreamReader) -> ReceivedMessage:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return ReceivedMessage(method, path, headers, await reader.readexactly(int(headers["content-length"])))
