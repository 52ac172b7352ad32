"""Maps exceptions to responses."""

from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match

from shared.infra.http.access.access_control import AccessControl
from shared.infra.http.access.access_rule import PUBLIC
from shared.infra.http.app_services import service_of
from shared.infra.http.metrics import REPLAYS
from shared.infra.http.requests.validation import validation_error
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.responses.problems import problem, problem_for
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.responses.unknown_paths import answer_unknown_path
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import ReplayedResponse

_log = structlog.get_logger("http")
Raised = TypeVar("Raised", bound=Exception)

_METHODS = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")
_BY_STATUS = {400: "malformed_json", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def install(app: FastAPI) -> None:
    """Add all exception handlers to the application, except `unexpected`, which `RequestContext` calls."""
    _on(app, DomainError, _domain_error)
    _on(app, RequestValidationError, _validation)
    _on(app, HTTPException, _http)
    _on(app, ReplayedResponse, _replay)
    _on(app, ClientDisconnect, _disconnected)


def _on(app: FastAPI, kind: type[Raised], handler: Callable[[Request, Raised], Awaitable[Response]]) -> None:
    app.add_exception_handler(kind, cast(Callable[[Request, Exception], Awaitable[Response]], handler))


def unexpected(request: Request, error: Exception) -> Response:
    """500 without details; the cause is logged."""
    _log.error("request failed", exc_info=error, method=request.method, path=request.scope["path"])
    return problem(request, 500, "internal_error")


async def _domain_error(request: Request, error: DomainError) -> Response:
    return problem_for(request, error)


async def _validation(request: Request, error: RequestValidationError) -> Response:
    body = getattr(request.scope.get("route"), "body_field", None)
    return problem_for(request, validation_error(error.errors(), body.field_info.annotation if body else None))


async def _disconnected(request: Request, _error: ClientDisconnect) -> Response:
    """The client has disconnected: the response only keeps the log line from reporting a server error."""
    return problem(request, 400, "malformed_json", detail="The connection ended before the body did.")


async def _replay(request: Request, error: ReplayedResponse) -> Response:
    REPLAYS.inc()
    response = to_response(error.response)
    response.headers["Idempotent-Replayed"] = "true"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code in (404, 405) and request.scope["path"].startswith("/v1"):
        # Requests for unknown paths and methods of the API are counted too.
        try:
            await service_of(request.scope, AccessControl).admit(request.scope, PUBLIC)
        except DomainError as refused:
            return problem_for(request, refused)
    if error.status_code == 405:
        return problem(request, 405, "method_not_allowed", headers={"Allow": ", ".join(_allowed(request))})
    if error.status_code == 404:
        return answer_unknown_path(request)
    code = _BY_STATUS.get(error.status_code)
    if code is None:
        return unexpected(request, error)
    return problem(request, error.status_code, code, detail=service_of(request.scope, ProblemCodes)[code].title + ".")


def _allowed(request: Request) -> list[str]:
    """All methods of the path; a route has only its own."""
    routes = request.app.routes
    found = {
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    }
    return sorted(found | {"HEAD"} if "GET" in found else found)
