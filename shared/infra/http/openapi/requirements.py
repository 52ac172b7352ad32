"""An operation's requirements in OpenAPI: access, scopes, the Idempotency-Key and an uploaded file."""

from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute

from shared.infra.http.access.access_rule import AccessRule
from shared.infra.http.access.gates import AccessGate, CommandGate
from shared.infra.http.openapi.security import OAUTH
from shared.infra.http.requests.multipart.uploads import UploadBody

SCOPES = "x-required-scopes"
"""Extension with the scopes of which the caller needs one. Absent where no scope is needed."""

ELEVATED_SCOPES = "x-scopes-beyond-own"
"""Extension with the scopes of which one gives access to other users' resources; empty where none does."""

SecurityRequirements = list[dict[str, list[str]]]


def operation_requirements(
    route: APIRoute, gate: AccessGate, upload: UploadBody | None, *, most: int
) -> dict[str, Any]:
    """Members to merge into the operation. `most` is the body's size limit in bytes."""
    extra = dict(route.openapi_extra or {})
    if upload is not None:
        extra["requestBody"] = upload.request_body(most)
    extra["security"] = [*extra.get("security", []), *_security(gate.rule)]
    if gate.rule.scopes:
        extra[SCOPES] = sorted(gate.rule.scopes)
    elif not gate.rule.anyone:
        extra[ELEVATED_SCOPES] = sorted(gate.rule.elevated_scopes)
    if isinstance(gate, CommandGate):
        extra["parameters"] = [*extra.get("parameters", []), _key(required=gate.requires_key)]
    return extra


def access_description(route: APIRoute, gate: AccessGate) -> str:
    """The operation's description with a sentence about its access rule."""
    return f"{route.description}\n\n{_access_sentence(gate.rule)}".strip()


def _security(rule: AccessRule) -> SecurityRequirements:
    """The alternatives to the bearer scheme: an OAuth token with one of the scopes, or nothing (public)."""
    ways: SecurityRequirements = [{OAUTH: [scope]} for scope in sorted(rule.scopes)] or [{OAUTH: []}]
    return [*ways, {}] if rule.anyone else ways


def _access_sentence(rule: AccessRule) -> str:
    if rule.anyone:
        return "Access: public."
    token = f" or {rule.token.description}" if rule.token else ""
    if not rule.scopes:
        elevated_scopes = (
            f" Other users' resources require {_either(rule.elevated_scopes)}." if rule.elevated_scopes else ""
        )
        return f"Access: any signed-in caller{token}.{elevated_scopes}"
    return f"Access: requires {_either(rule.scopes)}{token}."


def _either(scopes: Iterable[str]) -> str:
    return " or ".join(f"`{scope}`" for scope in sorted(scopes))


def _key(*, required: bool) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "A unique key that you generate. A request repeated with the same key takes effect only once.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x20-\x7e]+$"},
    }
