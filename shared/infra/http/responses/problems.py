"""Errors as RFC 9457 responses: the one place that knows the statuses of the kinds of errors."""

from collections.abc import Mapping
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.app_services import service_of
from shared.infra.http.metrics import REFUSALS
from shared.infra.http.request_state import state_of
from shared.infra.http.requests.strict_request import UnsupportedContentEncoding, UnsupportedMediaType
from shared.infra.http.requests.validation import MAX_ERRORS
from shared.infra.http.responses.negotiation import NotAcceptable
from shared.infra.http.responses.problem_code import ProblemCode
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.kernel import errors
from shared.kernel.errors import DomainError, FieldError, Invalid
from shared.kernel.idempotency import StoredResponse

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[DomainError], int] = {
    errors.BadRequest: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    NotAcceptable: 406,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.VersionMismatch: 412,
    UnsupportedContentEncoding: 415,
    UnsupportedMediaType: 415,
    errors.Invalid: 422,
    errors.PreconditionRequired: 428,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
    errors.Interrupted: 503,
}

_IN_FLIGHT_RETRY = 1


def status_of(error: DomainError, known: Mapping[str, ProblemCode]) -> int:
    """The status of the error's kind, or of the nearest kind it derives from; of none of them, that of its code."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return known[error.code].status


def problem_for(request: Request, error: DomainError) -> Response:
    """Return the response for a domain error."""
    extensions = dict(error.extensions)
    if isinstance(error, Invalid) and error.errors:
        extensions["errors"] = [_field(each) for each in error.errors[:MAX_ERRORS]]
    return problem(
        request,
        status_of(error, service_of(request.scope, ProblemCodes)),
        error.code,
        detail=error.detail,
        extensions=extensions,
        headers=_headers(error),
    )


def stored_problem(request: Request, error: DomainError) -> StoredResponse:
    """The same as a response that is stored under an idempotency key, and so repeated to every retry."""
    response = problem_for(request, error)
    headers = {name: response.headers[name] for name in ("content-type", "cache-control")}
    return StoredResponse(response.status_code, headers, bytes(response.body))


def secret_already_issued(request: Request, resource_id: int) -> StoredResponse:
    """The response to repeats of a request whose first response contained a secret, which is not stored."""
    code = service_of(request.scope, ProblemCodes)["secret_already_issued"]
    return stored_problem(request, errors.Conflict(code.code, code.advice, id=resource_id))


def problem(
    request: Request,
    status: int,
    code: str,
    *,
    detail: str | None = None,
    extensions: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an `application/problem+json` response; extensions become members and cannot replace standard ones."""
    known = service_of(request.scope, ProblemCodes).get(code)
    REFUSALS.labels(code).inc()
    title = known.title if known else code.replace("_", " ").capitalize()
    body = {
        **(extensions or {}),
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail or (known.advice if known else title),
        "instance": quote(request.scope["path"], safe="/:@!$&'()*+,;=~"),
        "code": code,
        "request_id": state_of(request.scope).request_id,
    }
    content = orjson.dumps(body, default=str)
    return Response(content, status, {**(headers or {}), "Cache-Control": "no-store"}, MEDIA_TYPE)


def _headers(error: DomainError) -> dict[str, str]:
    match error:
        case errors.Unauthenticated(code="unauthenticated" | "invalid_credentials"):
            return {"WWW-Authenticate": 'Bearer realm="tradepost"'}
        case errors.Unauthenticated():
            return {"WWW-Authenticate": 'Bearer realm="tradepost", error="invalid_token"'}
        case errors.TooManyRequests() | errors.Unavailable():
            return {"Retry-After": str(error.extensions["retry_after"])}
        case UnsupportedContentEncoding():
            return {"Accept-Encoding": "identity"}
        case errors.Conflict() if "retry_after" in error.extensions or error.code == "idempotency_in_flight":
            return {"Retry-After": str(error.extensions.get("retry_after", _IN_FLIGHT_RETRY))}
    return {}


def _field(error: FieldError) -> dict[str, str]:
    return {"pointer": error.pointer, "code": error.code, "message": error.message}
