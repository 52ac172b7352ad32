"""`/v1/auth/revoke`: token revocation (RFC 7009)."""

from typing import Annotated

from fastapi import Form
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import Anyone
from modules.users.adapters.inbound.http.oauth import OAuthForm, OAuthRoute, check_parameters
from modules.users.adapters.inbound.http.secret_text import SecretText
from modules.users.application.sessions.revoke_token import RevokeToken
from shared.infra.http import route
from shared.infra.http.requests.fields import OutModel, Text
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass


class RevocationForm(OAuthForm):
    """The token to revoke (RFC 7009)."""

    token: SecretText = Field(
        examples=["Q2hvb3NlIGEgbG9uZyByYW5kb20gdG9rZW4gaGVyZSE"],
        description="A refresh token or an access token.",
        json_schema_extra={"minLength": 1},
    )
    token_type_hint: Annotated[Text, StringConstraints(max_length=200)] | None = Field(
        None, description="Ignored: the type of the token is detected."
    )


class RevokedOut(OutModel):
    """Always empty: the response does not reveal whether the token was valid."""


class RevocationRoutes(RouteClass, prefix="/v1/auth/revoke", tags=["auth"], route=OAuthRoute):
    def __init__(self, *, revoke_token: RevokeToken) -> None:
        self._revoke_token = revoke_token

    @route.post("", operation_id="revoke_token", summary="Revoke a token", response_model=RevokedOut)
    async def revoke(self, form: Annotated[RevocationForm, Form()], request: Request, _: Anyone) -> Response:
        """Ends the session of the token with all its tokens, within a second. An invalid token is not an error.

        Tokens of API clients end with their key: `DELETE /v1/api-keys/{id}`.
        """
        await check_parameters(request)
        await self._revoke_token(form.token)
        return to_response(ok(RevokedOut(), headers={"Cache-Control": "no-store"}))
