"""`/v1/auth/revoke`: token revocation (RFC 7009)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from modules.users.adapters.inbound.http.oauth import OAuthForm, check_parameters, oauth_router
from modules.users.adapters.inbound.http.secret_text import SecretText
from modules.users.application.sessions.revoke_token import RevokeToken
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.requests.fields import OutModel, Text
from shared.infra.http.responses.rendered import ok, to_response
from shared.kernel.principal import Principal


class RevocationForm(OAuthForm):
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


def create_revocation_router(revoke: RevokeToken, guard: Authorizer) -> APIRouter:
    routes = oauth_router()

    @routes.post("/revoke", operation_id="revoke_token", summary="Revoke a token", response_model=RevokedOut)
    async def revoke_token(
        form: Annotated[RevocationForm, Form()], request: Request, _: Annotated[Principal, Depends(guard.anyone())]
    ) -> Response:
        """Ends the session of the token with all its tokens, within a second. An invalid token is not an error.

        Tokens of API clients end with their key: `DELETE /v1/api-keys/{id}`.
        """
        await check_parameters(request)
        await revoke(form.token)
        return to_response(ok(RevokedOut(), headers={"Cache-Control": "no-store"}))

    return routes
