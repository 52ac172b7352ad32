"""HTTP/1.1 protocol of `tradepost serve` with limits on the size and the duration of a request's head.

The parser has no such limits: a client that sends one header byte a minute would hold its connection forever, and an
endless header would exhaust the memory. The limits of bodies are set by the routes.
"""

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
"""Bytes of the request target and all headers."""

HEAD_TIMEOUT_SECONDS = 10.0
"""From the connection, or from the first byte of a subsequent request, to the end of the head."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Responds 431 or 408 and closes the connection if a head exceeds a limit.

    Responds 400 if a request is not HTTP, or is HTTP/1.1 without exactly one Host header (RFC 9112, 3.2).
    """

    _head = 0
    _deadline: asyncio.TimerHandle | None = None
    _rejection = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it alike
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_complete()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._deadline is not None:
            self._head += len(data)
            if self._head > MAX_HEAD_BYTES:
                self._reject(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_complete()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_complete()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD_BYTES:
            self._rejection = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(self._rejection.phrase)
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            raise ValueError(self._rejection.phrase)
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Reject a request that the parser could not read, without repeating its content."""
        self._reject(self._rejection)

    def _expect_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(HEAD_TIMEOUT_SECONDS, self._reject, HTTPStatus.REQUEST_TIMEOUT)

    def _head_complete(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _reject(self, status: HTTPStatus) -> None:
        self._head_complete()
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
