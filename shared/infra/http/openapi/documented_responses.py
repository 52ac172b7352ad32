"""The error responses of operations, as OpenAPI documents them."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from shared.infra.http.access.gates import AccessGate, CommandGate
from shared.infra.http.openapi.references import Json
from shared.infra.http.responses.problem_code import ProblemCode

Responses = dict[int | str, dict[str, Any]]

CODES = "x-problem-codes"
"""Extension that lists a response's problem codes, for programs that read the document."""

CODES_WITH_REQUIRED_KEYS = "x-problem-codes-with-required-keys"
"""Internal: the codes that a response has only where the application requires idempotency keys."""

_PROBLEMS = "default"
"""The key of a route's problem codes in `responses` until the document is composed, because their statuses are not
known when the route is declared."""

_SIGN_IN = ("unauthenticated", "token_expired", "token_invalid", "account_inactive", "forbidden", "rate_limited")
_SERVER = ("internal_error", "busy", "dependency_unavailable", "timeout")
_WITH_QUERY = ("unknown_parameter", "validation_failed")
_WITH_BODY = ("malformed_json", "body_too_large", "unsupported_media_type", "validation_failed")
_KEY_REQUIRED = "idempotency_key_required"
_KEYED = ("idempotency_key_invalid", "idempotency_in_flight", "idempotency_key_reused")


class FieldProblem(BaseModel):
    """One invalid field."""

    pointer: str = Field(description="A JSON Pointer (RFC 6901) into the body, or `/query/…` for a query parameter.")
    code: str = Field(max_length=64, description="A machine-readable error code.")
    message: str = Field(description="A human-readable explanation.")


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; further members depend on it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(max_length=200, description="The page that explains the error, `/problems/<code>`.")
    title: str = Field(max_length=200, description="A short summary of the code.")
    status: int = Field(ge=400, le=599, description="The HTTP status.")
    detail: str = Field(description="What went wrong in this request.")
    instance: str = Field(description="The path of the request.")
    code: str = Field(max_length=64, description="The machine-readable error code; it is never renamed.")
    request_id: str = Field(max_length=128, description="The request's id; quote it when you ask for support.")
    errors: list[FieldProblem] = Field([], max_length=100, description="For 422: the invalid fields.")


def problem_responses(*codes: str) -> Responses:
    """The `responses=` of an operation with these problem codes."""
    return {_PROBLEMS: {"description": "", CODES: list(codes)}}


def document_responses(
    route: APIRoute, gate: AccessGate, given: Responses, *, more: Sequence[str] = (), has_body: bool
) -> Responses:
    """Add the codes of `more` and those that every route of this kind can return to the given responses."""
    codes = [*_SIGN_IN, "not_acceptable", *_WITH_QUERY, *more, *_SERVER]
    codes += [_KEY_REQUIRED] if isinstance(gate, CommandGate) and gate.requires_key else ()
    codes += ["not_found"] if route.param_convertors else ()
    codes += _WITH_BODY if has_body else ()
    codes += _KEYED if (route.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"} else ()
    stated = declared_codes(given)
    merged = {**given, **problem_responses(*dict.fromkeys([*stated, *codes]))}
    if _KEY_REQUIRED in codes and _KEY_REQUIRED not in stated:
        merged[_PROBLEMS][CODES_WITH_REQUIRED_KEYS] = [_KEY_REQUIRED]
    return merged


def declared_codes(responses: Responses) -> Sequence[str]:
    """The problem codes among an operation's `responses`."""
    codes: Sequence[str] = responses.get(_PROBLEMS, {}).get(CODES, ())
    return codes


def expand_problem_responses(operation: Json, known: Mapping[str, ProblemCode], *, keys_required: bool) -> None:
    """Give the operation a response for each status of its problem codes.

    `keys_required`: whether the application requires idempotency keys.
    """
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "Idempotency-Key" and not keys_required:
            parameter["required"] = False
    problems: Json = operation["responses"].pop(_PROBLEMS, {})
    omitted = () if keys_required else problems.get(CODES_WITH_REQUIRED_KEYS, ())
    by_status: dict[int, list[ProblemCode]] = {}
    for code in problems.get(CODES, ()):
        if code not in omitted:
            by_status.setdefault(known[code].status, []).append(known[code])
    operation["responses"] |= {str(status): _response(codes) for status, codes in by_status.items()}


def _response(codes: Sequence[ProblemCode]) -> Json:
    return {
        "description": "; ".join(f"`{each.code}`: {each.title}" for each in codes),
        CODES: [each.code for each in codes],
        "content": {"application/problem+json": {"schema": _SCHEMA}},
    }


_SCHEMA = {"$ref": "#/components/schemas/Problem"}
