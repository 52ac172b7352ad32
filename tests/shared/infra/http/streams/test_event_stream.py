"""A stream that its caller does not read is closed, and all its resources are released."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from starlette.types import Message, Scope

from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.streams import event_stream
from shared.infra.http.streams.event_items import EventCursorCodec
from shared.infra.http.streams.event_stream import EventStream, OpenStreams
from shared.kernel.errors import Unavailable
from shared.kernel.feed import FeedPage, Position
from tests.timeouts import TIMEOUT_SECONDS

HERE = Position(1, 2, 0, UUID(int=0), datetime(2026, 11, 21, tzinfo=UTC))
SCOPE: Scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.3"}}


async def nothing_new(after: Position) -> FeedPage:
    return FeedPage((), after)


async def stays() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


def stream(streams: OpenStreams) -> EventStream:
    return EventStream(streams, EventCursorCodec(Cursors(["k" * 32]), "x"), FeedPage((), HERE), next_page=nothing_new)


async def test_a_client_that_does_not_read_is_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "_SEND_TIMEOUT_SECONDS", 0.05)
    streams = OpenStreams(max_streams=1, poll_seconds=0.01, heartbeat_seconds=0.01)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:
            await asyncio.Event().wait()

    await asyncio.wait_for(stream(streams)(SCOPE, stays, send), TIMEOUT_SECONDS)
    assert [message["type"] for message in sent] == ["http.response.start", *["http.response.body"] * 2]
    assert streams.open == 0


async def test_a_cancelled_stream_frees_its_slot() -> None:
    streams = OpenStreams(max_streams=1, poll_seconds=0.01)
    begun = asyncio.Event()

    async def send(_: Message) -> None:
        begun.set()

    streaming = asyncio.create_task(stream(streams)(SCOPE, stays, send))
    await begun.wait()
    assert streams.open == 1
    with pytest.raises(Unavailable):
        stream(streams)
    streaming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await streaming
    assert streams.open == 0
