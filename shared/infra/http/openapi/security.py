"""How callers show who they are, and who may call what."""

from collections.abc import Mapping

from shared.infra.http.openapi.references import Json, operations

OAUTH = "oauth2"
_TOKEN_URL = "/v1/auth/token"  # noqa: S105 an address, no secret


def security_schemes(document: Json, scopes: Mapping[str, str]) -> Json:
    """The bearer scheme that the gates named, and OAuth 2.0 with the scopes that the document's operations ask for."""
    asked = {
        scope
        for _, _, operation in operations(document)
        for way in operation.get("security", ())
        for scope in way.get(OAUTH, ())
    }
    told = {scope: scopes.get(scope, "") for scope in sorted(asked)}
    flow: Json = {"tokenUrl": _TOKEN_URL, "scopes": told}
    oauth: Json = {
        "type": "oauth2",
        "description": "A user's name and password, or an API key's id and secret, for a token of 15 minutes. "
        "Tokens are JWTs that follow RFC8725.",
        "flows": {"password": flow | {"refreshUrl": _TOKEN_URL}, "clientCredentials": flow},
    }
    return {**document["components"].get("securitySchemes", {}), OAUTH: oauth}
