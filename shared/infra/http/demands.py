"""What an operation asks of its caller, as OpenAPI documents it: scopes, the Idempotency-Key, a file."""

from typing import Any

from fastapi.routing import APIRoute

from shared.infra.http.gate import CallGate, Gate
from shared.infra.http.uploads import UploadBody

SCOPES = "x-required-scopes"
"""The scopes of which the caller needs one; an operation without is for the known or for anyone."""

BEYOND = "x-scopes-beyond-own"
"""The scopes of which one opens what is not the caller's own; an operation for the known names them,
or none where there is nothing but one's own.
"""

_STRANGERS: list[dict[str, list[str]]] = [{}]
"""Added to the security of an operation: it can be called without any."""


def demands(route: APIRoute, gate: Gate, upload: UploadBody | None = None) -> dict[str, Any]:
    """Members to merge into the operation, beside what its author gave."""
    extra = dict(route.openapi_extra or {})
    if upload is not None:
        extra["requestBody"] = upload.described()
    if gate.rule.anyone:
        extra["security"] = [*extra.get("security", []), *_STRANGERS]
    if gate.rule.scopes:
        extra[SCOPES] = sorted(gate.rule.scopes)
    elif not gate.rule.anyone:
        extra[BEYOND] = sorted(gate.rule.beyond)
    if isinstance(gate, CallGate):
        extra["parameters"] = [*extra.get("parameters", []), _key(required=gate.key_required)]
    return extra


def _key(*, required: bool) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "Your name for this request: repeated with it, the request has its effect once.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    }
