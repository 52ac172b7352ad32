"""The security schemes of the OpenAPI document."""

from collections.abc import Mapping

from shared.infra.http.openapi.references import Json

OAUTH = "oauth2"
_TOKEN_URL = "/v1/auth/token"  # noqa: S105 an address, no secret


def security_schemes(document: Json, scopes: Mapping[str, str]) -> Json:
    """Return the bearer scheme that the access gates name, and OAuth 2.0 with all scopes."""
    flow: Json = {"tokenUrl": _TOKEN_URL, "scopes": dict(sorted(scopes.items()))}
    oauth: Json = {
        "type": "oauth2",
        "description": "Exchange a user's name and password, or an API key's id and secret, for an access token "
        "valid for 15 minutes. "
        "Tokens are JWTs that follow RFC8725.",
        "flows": {"password": flow | {"refreshUrl": _TOKEN_URL}, "clientCredentials": flow},
    }
    return {**document["components"].get("securitySchemes", {}), OAUTH: oauth}
