"""Liveness, readiness and metrics endpoints."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

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

_FRESH = {"Cache-Control": "no-store"}


def install(
    app: FastAPI,
    version: str,
    probes: Sequence[Probe],
    *,
    render_metrics: MetricsExposition,
    metrics_token: str | None = None,
    warnings: WarningCodes = no_warnings,
) -> None:
    """Serve `/health` (checks nothing), `/ready` (runs the probes) and `/metrics`.

    Metrics are for loopback callers, or for bearers of `metrics_token` where one is set.
    """
    alive = alive_report(version)

    async def health(_request: Request) -> Response:
        return Response(alive, headers=_FRESH, media_type="application/json")

    async def ready(_request: Request) -> Response:
        status, report = await readiness_report(version, probes, warnings)
        return Response(report, status, _FRESH, "application/json")

    async def metrics(request: Request) -> Response:
        host = request.client.host if request.client else None
        if not may_read_metrics(host, request.headers, metrics_token):
            raise HTTPException(404)
        return Response(await render_metrics(), headers=_FRESH, media_type=CONTENT_TYPE)

    for path, endpoint in (("/health", health), ("/ready", ready), ("/metrics", metrics)):
        app.add_route(path, endpoint, include_in_schema=False)
