"""HTTP sender of messages signed according to Standard Webhooks 1.0."""

import asyncio
import ssl
import time
from urllib.parse import urlsplit

from httpcore2 import AsyncConnectionPool, Response, default_ssl_context
from standardwebhooks import Webhook

from modules.webhooks.adapters.outbound.address_resolution import AddressResolver, NotCallable
from modules.webhooks.adapters.outbound.metrics import ATTEMPTS, SECONDS
from modules.webhooks.adapters.outbound.pinned_connections import PinnedBackend
from modules.webhooks.domain.delivery import Outcome
from modules.webhooks.ports.sender import WebhookMessage
from shared.infra.tracing.spans import Kind, child_span

TIMEOUT_SECONDS = 15.0
"""For the whole attempt: look-up, connection, request and response."""

MAX_RESPONSE_BYTES = 64 * 1024
MAX_ERROR_LENGTH = 200


class HttpSender:
    """Implements the port `MessageSender`.

    Uses the connection pool directly: no redirects, no proxies from the environment, no
    cookies, no decoding. Connections are not reused, so that the address is checked for
    every message.
    """

    def __init__(
        self,
        addresses: AddressResolver,
        version: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._backend = PinnedBackend(addresses)
        self._agent = f"Tradepost/{version}"
        self._timeout = timeout_seconds
        self._tls = tls

    async def send(self, message: WebhookMessage) -> Outcome:
        attributes = {"http.request.method": "POST", "server.address": urlsplit(message.url).hostname or ""}
        with child_span("POST webhook", Kind.CLIENT, attributes) as sending:
            outcome = await self._send(message, sending.traceparent)
            if outcome.status is not None:
                sending.set_attributes({"http.response.status_code": outcome.status})
            if not outcome.succeeded:
                sending.fail(str(outcome.status or "unreachable"))
        return outcome

    async def _send(self, message: WebhookMessage, traceparent: str | None) -> Outcome:
        began = time.monotonic()
        status, error = None, None
        try:
            async with asyncio.timeout(self._timeout):
                status = await self._post(message, traceparent)
        except TimeoutError:
            error = f"no answer within {self._timeout:g} seconds"
        except NotCallable as refused:
            error = str(refused)
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}".strip(": ")[:MAX_ERROR_LENGTH]
        if status is not None and not 200 <= status < 300:
            error = f"answered {status}"
        seconds = time.monotonic() - began
        ATTEMPTS.labels("unreachable" if status is None else "rejected" if error else "succeeded").inc()
        SECONDS.observe(seconds)
        return Outcome(status, error, int(seconds * 1000))

    async def _post(self, message: WebhookMessage, traceparent: str | None) -> int:
        headers = self._headers(message) + ([("traceparent", traceparent)] if traceparent else [])
        tls = self._tls = self._tls or default_ssl_context()
        async with (
            AsyncConnectionPool(ssl_context=tls, network_backend=self._backend, max_connections=1) as pool,
            pool.stream("POST", message.url, headers=headers, content=message.body) as response,
        ):
            await _read_limited(response)
            return response.status

    def _headers(self, message: WebhookMessage) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(message.body))),
            ("User-Agent", self._agent),
            ("Accept", "*/*"),
            ("Connection", "close"),
            ("webhook-id", str(message.message_id)),
            ("webhook-timestamp", str(int(message.at.timestamp()))),
            ("webhook-signature", signature(message)),
            ("Tradepost-Subject", message.subject),
        ]


def signature(message: WebhookMessage) -> str:
    """One signature per secret, separated by spaces."""
    text = message.body.decode()
    return " ".join(Webhook(secret).sign(str(message.message_id), message.at, text) for secret in message.secrets)


async def _read_limited(response: Response) -> None:
    """Read the response up to `MAX_RESPONSE_BYTES` bytes, so that the receiver can finish a normal response."""
    size = 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size >= MAX_RESPONSE_BYTES:
            return
