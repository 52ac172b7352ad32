"""HTTP/1.1 as `tradepost serve` speaks it: the head of a request has a longest length and a longest time.

The parser sets neither, so that whoever sends a byte of a header a minute would keep a connection for ever,
and whoever sends one that does not end would fill the memory. For bodies both limits are the routes' own.
"""

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024
"""Bytes of the address and all headers together."""

HEAD_SECONDS = 10.0
"""From the connection, or from the first byte of a later request, to the end of its head."""


class BoundedHttp(HttpToolsProtocol):
    """Answers 431 and 408 and hangs up where a head does not end; 400 where it is no HTTP, or HTTP/1.1 that
    does not name its host once (RFC 9112, 3.2).
    """

    _head = 0
    _deadline: asyncio.TimerHandle | None = None
    _refusal = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._deadline is not None:
            self._head += len(data)
            if self._head > LONGEST_HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_is_here()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_is_here()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LONGEST_HEAD:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(self._refusal.phrase)
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            raise ValueError(self._refusal.phrase)
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What the parser could not read; it is not repeated."""
        self._refuse(self._refusal)

    def _expect_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _head_is_here(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._head_is_here()
        if self.transport.is_closing():
            return
        text = f"{status.phrase}.".encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(text)}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + text)
        self.transport.close()
