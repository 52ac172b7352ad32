"""The outermost middleware: sets the request id, logs each request and handles unexpected errors."""

import re
from collections.abc import Callable, Mapping
from secrets import token_hex
from time import perf_counter

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.infra.http.exception_handlers import unexpected
from shared.infra.http.metrics import METHODS, HttpMetrics
from shared.infra.http.request_state import RequestState, attach_state
from shared.infra.http.responses.security_headers import DEFAULT_HEADERS, Headers
from shared.infra.logging import bind_ids
from shared.infra.tracing.spans import ROOT, Kind, Span, span, trace_id

LogLine = Callable[[Mapping[str, object]], None]

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_LONGEST_PATH = 512

PROBE_PATHS = frozenset({"/health", "/ready", "/metrics"})
"""Requests for them come every few seconds; only failed ones are logged."""


class RequestContext:
    """Pure ASGI. HEAD is answered as GET, without the body.

    Accepts or creates `X-Request-ID` and `traceparent`. They, the rate limit's headers and `headers`
    are added to every response. `log_line` gets one mapping per request: method, path, route, status,
    duration_ms, principal, request_id, trace_id and the handler's fields. Never the query, which
    can contain tickets and filters.
    """

    def __init__(self, app: ASGIApp, log_line: LogLine, metrics: HttpMetrics, headers: Headers = ()) -> None:
        self._app = app
        self._log_line = log_line
        self._metrics = metrics
        self._constant = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        state = _begin(scope)
        state.head = method == "HEAD"
        with span(method, Kind.SERVER, parent=state.traceparent or ROOT) as server_span:
            state.traceparent = server_span.traceparent or state.traceparent or _new_trace()
            bind_ids({"request_id": state.request_id, "trace_id": trace_id(state.traceparent)})
            await self._serve(method, scope, receive, send, state, server_span)

    async def _serve(
        self, method: str, scope: Scope, receive: Receive, send: Send, state: RequestState, server_span: Span
    ) -> None:
        started = perf_counter()
        self._metrics.under_way += 1
        status = 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = message["headers"]
                present = dict(own)
                usual = [header for header in DEFAULT_HEADERS if header[0] not in present]
                message["headers"] = [*own, *_headers(state), *self._constant, *usual]
            elif method == "HEAD":
                message["body"] = b""
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        except Exception as error:
            if status:
                raise
            await unexpected(Request(scope, receive), error)(scope, receive, send_named)
        finally:
            self._metrics.under_way -= 1
            self._log_request(method, scope, state, server_span, status, perf_counter() - started)

    def _log_request(
        self, method: str, scope: Scope, state: RequestState, server_span: Span, status: int, seconds: float
    ) -> None:
        route = scope.get("route")
        template = getattr(route, "path", None) or "unmatched"
        self._metrics.observe(method, template, status, None if state.is_stream else seconds)
        if server_span.traceparent is not None:
            _describe(server_span, method, template, status, state)
        if scope["path"] in PROBE_PATHS and 0 < status < 500:
            return
        self._log_line(
            {
                "event": "request",
                "method": method,
                "path": scope["path"][:_LONGEST_PATH],
                "route": template,
                "status": status,
                "duration_ms": round(seconds * 1000, 2),
                "principal": state.principal.name,
                "request_id": state.request_id,
                "trace_id": trace_id(state.traceparent or ""),
                **state.log_fields,
            }
        )


def _describe(server_span: Span, method: str, route: str, status: int, state: RequestState) -> None:
    """Add the request's attributes to the span. Not its path, which can contain arbitrary text of the caller."""
    verb = method if method in METHODS else "OTHER"
    server_span.rename(f"{verb} {route}")
    attributes = {"http.request.method": verb, "http.route": route, "tradepost.request_id": state.request_id}
    server_span.set_attributes({**attributes, "http.response.status_code": status} if status else attributes)
    if status >= 500 or not status:
        server_span.fail(str(status or "unanswered"))


def _begin(scope: Scope) -> RequestState:
    state = attach_state(scope)
    named = state.request_headers.get(b"x-request-id")
    state.request_id = named.decode("ascii") if named and _REQUEST_ID.fullmatch(named) else token_hex(16)
    trace = state.request_headers.get(b"traceparent")
    state.traceparent = trace.decode("ascii") if trace and _TRACEPARENT.fullmatch(trace) else None
    return state


def _new_trace() -> str:
    ids = token_hex(24)
    return f"00-{ids[:32]}-{ids[32:]}-00"


def _headers(state: RequestState) -> list[tuple[bytes, bytes]]:
    headers = [(b"x-request-id", state.request_id.encode("ascii")), *state.rate_headers]
    if state.traceparent:
        headers.append((b"traceparent", state.traceparent.encode("ascii")))
    return headers
