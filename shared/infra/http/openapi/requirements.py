"""What an operation asks of its caller, as OpenAPI documents it: who may call, scopes, the Idempotency-Key, a file."""

from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute

from shared.infra.http.access.access_rule import AccessGate, AccessRule, CommandGate
from shared.infra.http.openapi.security import OAUTH
from shared.infra.http.requests.uploads import UploadBody

SCOPES = "x-required-scopes"
"""The scopes of which the caller needs one; an operation without is for the known or for anyone."""

ELEVATED_SCOPES = "x-scopes-beyond-own"
"""The scopes of which one opens what is not the caller's own; an operation for the known names them,
or none where there is nothing but one's own.
"""

SecurityRequirements = list[dict[str, list[str]]]


def operation_requirements(route: APIRoute, gate: AccessGate, upload: UploadBody | None, most: int) -> dict[str, Any]:
    """Members to merge into the operation, beside what its author gave. A body has at most so many bytes."""
    extra = dict(route.openapi_extra or {})
    if upload is not None:
        extra["requestBody"] = upload.request_body(most)
    extra["security"] = [*extra.get("security", []), *_security(gate.rule)]
    if gate.rule.scopes:
        extra[SCOPES] = sorted(gate.rule.scopes)
    elif not gate.rule.anyone:
        extra[ELEVATED_SCOPES] = sorted(gate.rule.elevated_scopes)
    if isinstance(gate, CommandGate):
        extra["parameters"] = [*extra.get("parameters", []), _key(required=gate.key_required)]
    return extra


def access_description(route: APIRoute, gate: AccessGate) -> str:
    """The operation's description, which ends in who may call it."""
    return f"{route.description}\n\n{_access_sentence(gate.rule)}".strip()


def _security(rule: AccessRule) -> SecurityRequirements:
    """Besides the bearer token that every gate takes: a token with one of the scopes, or nothing."""
    ways: SecurityRequirements = [{OAUTH: [scope]} for scope in sorted(rule.scopes)] or [{OAUTH: []}]
    return [*ways, {}] if rule.anyone else ways


def _access_sentence(rule: AccessRule) -> str:
    if rule.anyone:
        return "For anyone."
    guest = ", and the holder of the order's token" if rule.guest else ""
    if not rule.scopes:
        elevated_scopes = (
            f" What is not one's own needs {_either(rule.elevated_scopes)}." if rule.elevated_scopes else ""
        )
        return f"For whoever has signed in{guest}.{elevated_scopes}"
    return f"Needs {_either(rule.scopes)}{guest}."


def _either(scopes: Iterable[str]) -> str:
    return " or ".join(f"`{scope}`" for scope in sorted(scopes))


def _key(*, required: bool) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "Your name for this request: repeated with it, the request has its effect once.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x20-\x7e]+$"},
    }
