"""Liveness, readiness and metrics endpoints."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.telemetry.exposition import CONTENT_TYPE

MetricsExposition = Callable[[], Awaitable[bytes]]
"""All metrics as text."""

_SECONDS = 2.0
_FRESH = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Probe:
    """Checks one dependency: `check` returns details for the report, or raises.

    If an `essential` dependency fails, the process is not ready; if another one fails, it is degraded.
    """

    name: str
    check: Callable[[], Awaitable[Mapping[str, object]]]
    essential: bool = True


def install(
    app: FastAPI,
    version: str,
    probes: Sequence[Probe],
    *,
    render_metrics: MetricsExposition,
    metrics_token: str | None = None,
) -> None:
    """Serve `/health` (checks nothing), `/ready` (runs the probes) and `/metrics`.

    Metrics are for loopback callers, or for bearers of `metrics_token` where one is set.
    """
    alive = orjson.dumps({"status": "ok", "version": version})

    async def health(_request: Request) -> Response:
        return Response(alive, headers=_FRESH, media_type="application/json")

    async def ready(_request: Request) -> Response:
        parts = dict(await asyncio.gather(*(_run_probe(probe) for probe in probes)))
        down = [probe for probe in probes if parts[probe.name]["status"] != "ok"]
        refused = any(probe.essential for probe in down)
        status = "unavailable" if refused else "degraded" if down else "ready"
        report = orjson.dumps({"status": status, "version": version, "parts": parts}, default=str)
        return Response(report, 503 if refused else 200, _FRESH, "application/json")

    async def metrics(request: Request) -> Response:
        if not _may_read_metrics(request, metrics_token):
            raise HTTPException(404)
        return Response(await render_metrics(), headers=_FRESH, media_type=CONTENT_TYPE)

    for path, endpoint in (("/health", health), ("/ready", ready), ("/metrics", metrics)):
        app.add_route(path, endpoint, include_in_schema=False)


async def _run_probe(probe: Probe) -> tuple[str, dict[str, object]]:
    try:
        async with asyncio.timeout(_SECONDS):
            return probe.name, {"status": "ok", **await probe.check()}
    except Exception as error:
        return probe.name, {"status": "down", "essential": probe.essential, "cause": type(error).__name__}


def _may_read_metrics(request: Request, token: str | None) -> bool:
    if token is not None:
        shown = request.headers.get("authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    # A forwarded request comes from a proxy on this host; its original client may be anywhere.
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    return ip_address(request.client.host).is_loopback
