"""Stream events over an open connection (Server-Sent Events, WHATWG HTML §9.2)."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from time import monotonic

from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from shared.infra.http.request_state import state_of
from shared.infra.http.responses.rendered import json_body
from shared.infra.http.streams.event_items import EventCursorCodec, EventOut, event_out
from shared.kernel.errors import DomainError, Unavailable
from shared.kernel.feed import FeedPage, Position

PAGE_SIZE = 100
"""Maximum number of events in one page."""

NextPage = Callable[[Position], Awaitable[FeedPage]]
"""The next events, at most `PAGE_SIZE`, oldest first. A domain error ends the stream; Unavailable only delays it."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RECONNECT_MILLISECONDS = 2000
_SEND_TIMEOUT_SECONDS = 20
"""Maximum time for which a caller may leave sent data unread."""


class OpenStreams:
    """The streams of this process, at most `max_streams`; `close` ends all.

    `poll_seconds` is the interval between two queries for new events, `heartbeat_seconds` the longest silence, in
    seconds.
    """

    def __init__(self, max_streams: int = 100, poll_seconds: float = 0.5, heartbeat_seconds: float = 15.0) -> None:
        self.heartbeat_seconds = heartbeat_seconds
        self.open = 0
        self._max_streams = max_streams
        self._poll_seconds = poll_seconds
        self._ending = asyncio.Event()

    def require_capacity(self) -> None:
        """Raise Unavailable if no more streams can be opened."""
        if self._ending.is_set() or self.open >= self._max_streams:
            raise Unavailable("busy", "Too many streams are open; retry after the given time.", retry_after=5)

    def close(self) -> None:
        """End all streams and reject new ones, because the process is stopping."""
        self._ending.set()

    async def wait_for_poll(self) -> bool:
        """Wait until the next query; returns whether to continue."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), self._poll_seconds)
        return not self._ending.is_set()

    @property
    def is_open(self) -> bool:
        return not self._ending.is_set()


class EventStream(StreamingResponse):
    """The events of `first`, then those of `next_page`, until the caller disconnects or loses access.

    Each event carries the position after it as its `id`. So do the start and the heartbeats, so that a caller that is
    disconnected before the first event does not miss any. FastAPI's `EventSourceResponse` is not used, because it is
    for handlers that are generators.
    """

    media_type = "text/event-stream"

    def __init__(self, streams: OpenStreams, codec: EventCursorCodec, first: FeedPage, *, next_page: NextPage) -> None:
        streams.require_capacity()
        self._streams = streams
        self._codec = codec
        self._frames = self._generate(first, next_page)
        super().__init__(self._frames, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if state_of(scope).head:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_timeout(message: Message) -> None:
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                await send(message)

        state_of(scope).is_stream = True
        self._streams.open += 1
        try:
            with suppress(TimeoutError):
                await super().__call__(scope, receive, send_with_timeout)
        finally:
            self._streams.open -= 1
            await self._frames.aclose()

    async def _generate(self, page: FeedPage, next_page: NextPage) -> AsyncGenerator[bytes, None]:
        yield (
            format_sse_event(retry=_RECONNECT_MILLISECONDS) + self._rendered(page) + self._heartbeat(page.next_position)
        )
        last_sent = monotonic()
        while await self._streams.wait_for_poll() if len(page.items) < PAGE_SIZE else self._streams.is_open:
            try:
                page = await next_page(page.next_position)
            except Unavailable:
                continue
            except DomainError:
                return
            if page.items:
                yield self._rendered(page)
                last_sent = monotonic()
            elif monotonic() - last_sent >= self._streams.heartbeat_seconds:
                yield self._heartbeat(page.next_position)
                last_sent = monotonic()

    def _rendered(self, page: FeedPage) -> bytes:
        return b"".join(
            format_sse_event(
                id=self._codec.seal(page.position_of(item)),
                event=item.type,
                data_str=json_body(event_out(item, EventOut)).decode(),
            )
            for item in page.items
        )

    def _heartbeat(self, position: Position) -> bytes:
        return format_sse_event(comment="heartbeat", id=self._codec.seal(position))
