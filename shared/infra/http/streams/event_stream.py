"""Events as they happen, over a connection that stays open (Server-Sent Events, WHATWG HTML §9.2)."""

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
"""Events read at once."""

NextPage = Callable[[Position], Awaitable[FeedPage]]
"""The next events, at most `PAGE_SIZE`, oldest first. A refusal ends the stream; Unavailable only delays it."""

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RECONNECT_MILLISECONDS = 2000
_SEND_TIMEOUT_SECONDS = 20
"""How long a caller may leave what was sent unread."""


class OpenStreams:
    """The streams of this process: at most `max_streams` at once, all ended by `close`.

    `poll_seconds` is the time between two looks at what is new, `heartbeat_seconds` the longest silence, in seconds.
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
        """Wait until it is time to look again; whether to go on."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), self._poll_seconds)
        return not self._ending.is_set()

    @property
    def is_open(self) -> bool:
        return not self._ending.is_set()


class EventStream(StreamingResponse):
    """The events of `first`, then those that `next_page` tells, until the caller leaves or is out.

    Each event carries the place after it as its `id`. So do the beginning and the heartbeats,
    which are no events: who is cut off before anything happened misses nothing either.

    Not FastAPI's `EventSourceResponse`, which is for handlers that are generators.
    """

    media_type = "text/event-stream"

    def __init__(self, streams: OpenStreams, codec: EventCursorCodec, first: FeedPage, next_page: NextPage) -> None:
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
