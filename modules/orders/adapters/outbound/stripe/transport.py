"""HTTP transport of the Stripe SDK with limits for time and size, without redirects, proxies and telemetry."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore2
import stripe

from modules.orders.adapters.outbound.metrics import PROVIDER_REQUESTS
from modules.orders.ports.payments.payment_provider import OutcomeUnknown, Rejected
from shared.infra.tracing.spans import Attributes, Kind, Span, child_span

TIMEOUT_SECONDS = 10.0
MAX_RESPONSE_BYTES = 2_000_000
MAX_MESSAGE_LENGTH = 300
MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS, IDLE_SECONDS = 100, 20, 5.0
_FORWARDED_HEADERS = {"authorization", "content-type", "idempotency-key", "stripe-version"}
_LOST = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    TimeoutError,
    OSError,
)


class BoundedHttp(stripe.HTTPClient):
    """The SDK's HTTP client: limits time and size.

    Uses the connection pool directly, so there are no redirects, no proxies of the environment, no cookies and no
    decoding.
    """

    name = "httpcore2"

    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpcore2.default_ssl_context(),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
        )

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        sent_headers = {name: value for name, value in headers.items() if name.lower() in _FORWARDED_HEADERS}
        sent_headers |= {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "tradepost"}
        with child_span(f"{method.upper()} provider", Kind.CLIENT, _request_attributes(method, url)) as span:
            return await self._request(method, url, sent_headers, post_data, span)

    async def _request(
        self, method: str, url: str, sent_headers: Mapping[str, str], post_data: str | None, span: Span
    ) -> tuple[bytes, int, Mapping[str, str]]:
        content = None if post_data is None else post_data.encode()
        try:
            async with (
                asyncio.timeout(TIMEOUT_SECONDS),
                self._pool.stream(method.upper(), url, headers=[*sent_headers.items()], content=content) as response,
            ):
                body = await _content(response)
        except _LOST as error:
            PROVIDER_REQUESTS.labels(0).inc()
            raise OutcomeUnknown(f"{type(error).__name__} on the way to the provider") from None
        PROVIDER_REQUESTS.labels(response.status).inc()
        span.set_attributes({"http.response.status_code": response.status})
        return body, response.status, {_text(name).lower(): _text(value) for name, value in response.headers}

    async def close_async(self) -> None:
        await self._pool.aclose()


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _request_attributes(method: str, url: str) -> Attributes:
    """Only the host of the URL, because the path contains payment ids."""
    return {"http.request.method": method.upper(), "server.address": urlsplit(url).hostname or ""}


async def _content(response: httpcore2.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_stream():
        content += chunk
        if len(content) > MAX_RESPONSE_BYTES:
            raise OutcomeUnknown("the provider's response is too large")
    return bytes(content)


@dataclass(frozen=True, slots=True)
class RawResponse:
    """An unparsed response. `is_replay`: it repeats the first response of the idempotency key and may be outdated."""

    body: object
    is_replay: bool


class Declined(Exception):
    """The card was declined. `intent` is the payment, if the response contains it."""

    def __init__(self, code: str, intent: object, *, is_replay: bool) -> None:
        super().__init__(code)
        self.code = code
        self.intent = intent
        self.is_replay = is_replay


class Missing(Rejected):
    """The requested object does not exist."""


def client(api_key: str, api_base: str | None, http: BoundedHttp) -> stripe.StripeClient:
    """`api_base`: another server with a compatible API, such as the payment sandbox."""
    stripe.enable_telemetry = False
    logging.getLogger("stripe").setLevel(logging.WARNING)  # lower levels log tokens and secrets
    return stripe.StripeClient(
        api_key,
        base_addresses={"api": api_base.rstrip("/")} if api_base else None,
        http_client=http,
        max_network_retries=0,
    )


def path_of(*parts: str) -> str:
    """The path of a resource; ids are quoted, because some come from callers."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


async def send_command(request: Coroutine[Any, Any, stripe.StripeResponse]) -> RawResponse:
    """Send a command. Raises Declined, Rejected (Missing), and OutcomeUnknown for whatever leaves it open.

    Requests are the SDK's raw ones: its typed responses are objects that nothing here uses.
    """
    try:
        response = await request
        return RawResponse(response.data, _is_replay(response.headers))
    except OutcomeUnknown:
        raise
    except stripe.CardError as error:
        detail = _detail(error)
        code = str(detail.get("decline_code") or error.code or "card_error")
        raise Declined(code, detail.get("payment_intent"), is_replay=_is_replay(error.headers or {})) from None
    except stripe.InvalidRequestError as error:
        kind = Missing if error.http_status == 404 else Rejected
        raise kind(str(error.code or "invalid_request"), _shortened(error.user_message), error.param) from None
    except stripe.StripeError as error:
        named = f"{type(error).__name__} {error.http_status or ''}".strip()
        raise OutcomeUnknown(f"{named}: {_shortened(error.user_message)}") from None
    except Exception as error:
        raise OutcomeUnknown(f"the provider's response is not understood ({type(error).__name__})") from None


async def send_query(question: Coroutine[Any, Any, stripe.StripeResponse]) -> object:
    """Send a query, which changes nothing. Raises Missing, OutcomeUnknown."""
    try:
        return (await send_command(question)).body
    except Missing:
        raise
    except (Declined, Rejected) as error:
        raise OutcomeUnknown(str(error)) from None


def _detail(error: stripe.StripeError) -> Mapping[str, Any]:
    body = error.json_body
    detail = body.get("error") if isinstance(body, dict) else None
    return detail if isinstance(detail, dict) else {}


def _is_replay(headers: Mapping[str, str]) -> bool:
    return str(headers.get("idempotent-replayed")).lower() == "true"


def _shortened(message: object) -> str:
    return str(message or "no message")[:MAX_MESSAGE_LENGTH]
