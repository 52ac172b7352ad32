"""The sandbox's control API: fault switches, statistics and health."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from entrypoints.development.payment_sandbox.sandbox import Sandbox

MAX_BODY_BYTES = 10_000


class ControlApi:
    """Routes below `/_sandbox`, without authentication, because the sandbox is for local use."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        return [
            Route("/_sandbox/health", self._health, methods=["GET"]),
            Route("/_sandbox/faults", self._faults, methods=["GET"]),
            Route("/_sandbox/faults", self._set_faults, methods=["PUT"]),
            Route("/_sandbox/statistics", self._statistics, methods=["GET"]),
        ]

    async def _health(self, _request: Request) -> Response:
        await self._sandbox.read(lambda context: context.records.schedule.waiting_deliveries())
        return JSONResponse({"status": "ok"})

    async def _faults(self, _request: Request) -> Response:
        return JSONResponse(self._sandbox.faults.shown())

    async def _set_faults(self, request: Request) -> Response:
        content = b""
        async for chunk in request.stream():
            content += chunk
            if len(content) > MAX_BODY_BYTES:
                return JSONResponse({"error": "the request is too large"}, 413)
        try:
            self._sandbox.faults.set(json.loads(content))
        except (ValueError, RecursionError) as error:
            return JSONResponse({"error": str(error)[:500]}, 400)
        return JSONResponse(self._sandbox.faults.shown())

    async def _statistics(self, _request: Request) -> Response:
        return JSONResponse(await self._sandbox.read(lambda context: self._sandbox.statistics.shown(context.records)))
