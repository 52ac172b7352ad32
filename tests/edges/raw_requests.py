"""Sends requests directly to the ASGI application, byte for byte."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.types import ASGIApp, Message, Scope

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The header's value; multiple values are joined."""
        found = [value.decode("latin-1") for key, value in self.headers if key == name.encode()]
        return ", ".join(found) if found else None

    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's code; empty if the response is not a problem."""
        is_problem = (self.header("content-type") or "").startswith("application/problem+json")
        return str(self.json()["code"]) if is_problem else ""

    @property
    def said(self) -> dict[str, Any]:
        """The problem without the members that identify the request."""
        return {name: value for name, value in self.json().items() if name not in ("instance", "request_id")}


class Asker:
    """Calls an application. Of a stream it reads the beginning and disconnects."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(
        self,
        method: str,
        path: str,
        token: str | None = None,
        *,
        query: bytes = b"",
        json: object = None,
        body: bytes | None = None,
        content_type: bytes | None = None,
        headers: Mapping[bytes, bytes] | None = None,
    ) -> Answer:
        """`path` must be percent-encoded; `json` is sent unless there is a `body`."""
        content = body if body is not None else orjson.dumps(json) if json is not None else b""
        sent = {b"host": b"shop.example", b"content-length": b"%d" % len(content)}
        if content and (body is None or content_type is not None):
            sent[b"content-type"] = content_type or b"application/json"
        if token is not None:
            sent[b"authorization"] = b"Bearer " + token.encode()
        return await self._asked(method, path, query, content, {**sent, **(headers or {})})

    async def _asked(
        self, method: str, path: str, query: bytes, content: bytes, headers: Mapping[bytes, bytes]
    ) -> Answer:
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": list(headers.items()),
            "client": ("203.0.113.7", 40000),
            "server": ("shop.example", 80),
            "state": {},
        }
        gone = asyncio.Event()
        chunks: list[bytes] = []
        start: Message = {}
        unread = [content]

        async def receive() -> Message:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            chunks.append(message.get("body", b""))
            if (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]:
                gone.set()

        await self.app(scope, receive, send)
        return Answer(start["status"], list(start["headers"]), b"".join(chunks))


def fresh_key() -> dict[bytes, bytes]:
    """A new Idempotency-Key."""
    return {b"idempotency-key": b"edge-%d" % next(_NUMBERS)}
