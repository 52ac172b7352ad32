"""`/health`, `/ready` and `/metrics` of a process that serves no API, as those of the API; needs no web framework."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any

from shared.infra.telemetry.exposition import CONTENT_TYPE
from shared.infra.telemetry.health import (
    MetricsExposition,
    Probe,
    WarningCodes,
    alive_report,
    may_read_metrics,
    no_warnings,
    readiness_report,
)

Message = MutableMapping[str, Any]
_JSON = "application/json"


class MonitoringApp:
    """An ASGI application. `metrics_token` decides about `/metrics` as it does in the API."""

    def __init__(
        self,
        version: str,
        probes: Sequence[Probe],
        render_metrics: MetricsExposition,
        *,
        metrics_token: str | None,
        warnings: WarningCodes = no_warnings,
    ) -> None:
        self._version = version
        self._probes = probes
        self._render_metrics = render_metrics
        self._metrics_token = metrics_token
        self._warnings = warnings

    async def __call__(
        self, scope: Message, _receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        status, body, media_type = await self._respond(scope)
        headers = [
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _respond(self, scope: Message) -> tuple[int, bytes, str]:
        path = scope["path"]
        if path not in {"/health", "/ready", "/metrics"}:
            return _problem(HTTPStatus.NOT_FOUND)
        if scope["method"] not in {"GET", "HEAD"}:
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED)
        if path == "/health":
            return HTTPStatus.OK, alive_report(self._version), _JSON
        if path == "/ready":
            return *await readiness_report(self._version, self._probes, self._warnings), _JSON
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not may_read_metrics(scope["client"][0] if scope["client"] else None, headers, self._metrics_token):
            return _problem(HTTPStatus.NOT_FOUND)
        return HTTPStatus.OK, await self._render_metrics(), CONTENT_TYPE


def _problem(status: HTTPStatus) -> tuple[int, bytes, str]:
    return status, f"{status.phrase}.".encode(), "text/plain; charset=utf-8"
