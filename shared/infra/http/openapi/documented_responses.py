"""What every operation can answer besides success, as OpenAPI documents it."""

from collections.abc import Sequence
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from shared.infra.http.access.access_rule import AccessGate, CommandGate
from shared.infra.http.responses.problem_codes import PROBLEM_CODES

Responses = dict[int | str, dict[str, Any]]

CODES = "x-problem-codes"
"""The codes with which a status can come, for programs that read the document."""

_SIGN_IN = ("unauthenticated", "token_expired", "token_invalid", "account_inactive", "forbidden", "rate_limited")
_SERVER = ("internal_error", "busy", "dependency_unavailable", "timeout")
_WITH_QUERY = ("unknown_parameter", "validation_failed")
_WITH_BODY = ("malformed_json", "body_too_large", "unsupported_media_type", "validation_failed")
_KEYED = ("idempotency_key_invalid", "idempotency_in_flight", "idempotency_key_reused")


class FieldProblem(BaseModel):
    """One field that is not acceptable."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body; `/query/…` for a parameter.")
    code: str = Field(max_length=64, description="What is wrong with it, for programs.")
    message: str = Field(description="The same for people.")


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` is stable; more members depend on it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(max_length=200, description="A page that says what to do next, `/problems/<code>`.")
    title: str = Field(max_length=200, description="What the code means.")
    status: int = Field(ge=400, le=599, description="The HTTP status.")
    detail: str = Field(description="What happened here.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(max_length=64, description="What programs decide on; never renamed.")
    request_id: str = Field(max_length=128, description="The request's name, to ask about it.")
    errors: list[FieldProblem] = Field([], max_length=100, description="For 422: each field that is not acceptable.")


def problem_responses(*codes: str) -> Responses:
    """The `responses=` of an operation that can refuse with these codes; raises KeyError for unknown ones."""
    by_status: dict[int | str, list[str]] = {}
    for code in codes:
        by_status.setdefault(PROBLEM_CODES[code].status, []).append(code)
    return {status: _response(listed) for status, listed in by_status.items()}


def document_responses(
    route: APIRoute, gate: AccessGate, given: Responses, more: Sequence[str] = (), *, has_body: bool
) -> Responses:
    """The given responses, those with the codes of `more`, and those the ground gives on every route of this shape."""
    codes = [*_SIGN_IN, "not_acceptable", *_WITH_QUERY, *more, *_SERVER]
    codes += ["idempotency_key_required"] if isinstance(gate, CommandGate) and gate.key_required else ()
    codes += ["not_found"] if route.dependant.path_params else ()
    codes += _WITH_BODY if has_body else ()
    codes += _KEYED if (route.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"} else ()
    merged = dict(given)
    for status, response in problem_responses(*dict.fromkeys(codes)).items():
        own = merged.get(status, {})
        stated: list[str] = own.get(CODES, [])
        if not own or stated:
            merged[status] = {**own, **_response(list(dict.fromkeys([*stated, *response[CODES]])))}
    return merged


def _response(codes: list[str]) -> dict[str, Any]:
    words = "; ".join(f"`{code}`: {PROBLEM_CODES[code].title}" for code in codes)
    return {"description": words, CODES: codes, "content": {"application/problem+json": {"schema": _SCHEMA}}}


_SCHEMA = {"$ref": "#/components/schemas/Problem"}
