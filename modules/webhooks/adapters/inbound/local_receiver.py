"""A local webhook receiver: shows messages and forwards them unchanged."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
from httpx2 import Client, HTTPError
from standardwebhooks import Webhook, WebhookVerificationError

MAX_BODY_BYTES = 10 * 2**20
FORWARD_SECONDS = 14.0
"""Less than the shop's timeout."""

_NOT_FORWARDED = frozenset({"host", "connection", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class ReceivedWebhook:
    """A received message. `status` is the status of the response."""

    at: datetime
    id: str
    type: str
    subject: str
    verified: bool
    status: int


class Listener(ThreadingHTTPServer):
    """Listens on a free local port. `secret` is set after the endpoint is created."""

    daemon_threads = True

    def __init__(self, forward_to: str | None, show: Callable[[ReceivedWebhook], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secret = ""
        self._forward_to = forward_to
        self._show = show
        self._client = Client(timeout=FORWARD_SECONDS, trust_env=False, follow_redirects=False)
        self._show_lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve requests on a thread until the block ends."""
        thread = threading.Thread(target=self.serve_forever, name="listener", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()
            self.server_close()
            self._client.close()

    def receive(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Show and forward the message. Returns the target's response, 502 if unreachable, 204 without a target."""
        status, response = self._forwarded(headers, body)
        arrived = ReceivedWebhook(
            at=datetime.now(UTC),
            id=headers.get("webhook-id", ""),
            type=_type_in(body),
            subject=headers.get("tradepost-subject", ""),
            verified=self._verified(headers, body),
            status=status,
        )
        with self._show_lock:
            self._show(arrived)
        return status, response

    def _forwarded(self, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        if self._forward_to is None:
            return 204, b""
        passed = {name: value for name, value in headers.items() if name not in _NOT_FORWARDED}
        try:
            response = self._client.post(self._forward_to, content=body, headers=passed)
        except HTTPError:
            return 502, b""
        return response.status_code, response.content

    def _verified(self, headers: Mapping[str, str], body: bytes) -> bool:
        try:
            Webhook(self.secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True


class _Handler(BaseHTTPRequestHandler):
    """Handles one webhook request."""

    server: Listener

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", "0"))
        if size > MAX_BODY_BYTES:
            self.send_error(413)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, response = self.server.receive(headers, self.rfile.read(size))
        self.send_response(status)
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def log_message(self, *_: object) -> None:
        """Log nothing: messages are shown instead."""


def _type_in(body: bytes) -> str:
    try:
        payload = orjson.loads(body)
    except ValueError:
        return "?"
    return str(payload.get("type", "?")) if isinstance(payload, dict) else "?"
