"""`/v1/auth/token`: the OAuth 2.0 token endpoint."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from pydantic import Field, StringConstraints
from starlette.responses import Response

from modules.users.adapters.inbound.http.secret_text import SecretText
from modules.users.adapters.inbound.http.use_cases import TokenUseCases
from modules.users.application.issue_client_token import ClientCredentials
from modules.users.application.issue_tokens import Issued
from modules.users.application.refresh_session import Refreshing
from modules.users.application.sign_in import Credentials
from modules.users.domain.login import Login
from shared.infra.http.answers import ok, send
from shared.infra.http.call import Call
from shared.infra.http.documented import refusals
from shared.infra.http.fields import FormModel, OutModel, QueryId, Text
from shared.infra.http.guard import Guard
from shared.infra.http.routing import router
from shared.kernel.errors import FieldError, Invalid


class TokenForm(FormModel):
    """Which fields are needed depends on the grant."""

    grant_type: Literal["password", "refresh_token", "client_credentials"] = Field(examples=["password"])
    username: Annotated[Text, StringConstraints(max_length=254)] | None = Field(
        None, examples=["ada"], description="E-mail address or user name; grant `password`."
    )
    password: SecretText | None = Field(None, examples=["correct horse battery"], description="Grant `password`.")
    refresh_token: SecretText | None = Field(None, description="Grant `refresh_token`.")
    client_id: QueryId | None = Field(None, description="The API key's id; grant `client_credentials`.")
    client_secret: SecretText | None = Field(None, description="The API key's secret; grant `client_credentials`.")


class TokenOut(OutModel):
    """An answer of RFC 6749 §5.1; clients get no refresh token."""

    access_token: str
    token_type: Literal["Bearer"] = Field("Bearer")
    expires_in: int = Field(description="Seconds.")
    refresh_token: str | None = None
    scope: str


def create_tokens_router(use_cases: TokenUseCases, guard: Guard) -> APIRouter:
    routes = router("/v1/auth", tags=["auth"])

    @routes.post(
        "/token",
        operation_id="issue_token",
        summary="Sign in, or carry a session on",
        response_model=TokenOut,
        responses=refusals("invalid_credentials", "refresh_reused"),
    )
    async def token(
        form: Annotated[TokenForm, Form()],
        call: Annotated[Call, Depends(guard.call(anyone=True, limit="token_address"))],
    ) -> Response:
        """A wrong secret, an unknown name and a disabled account look the same."""
        return _answered(await _issue(use_cases, form, call))

    return routes


async def _issue(use_cases: TokenUseCases, form: TokenForm, call: Call) -> Issued:
    if form.grant_type == "password":
        login = Login.read(_given(form.username, "username"))
        credentials = Credentials(login, _given(form.password, "password"))
        await call.limit("token", f"{call.address} {login.canonical}")
        return await use_cases.sign_in(credentials)
    if form.grant_type == "refresh_token":
        return await use_cases.refresh(Refreshing(call.cause, _given(form.refresh_token, "refresh_token")))
    if form.client_id is None:
        raise _missing("client_id")
    client = ClientCredentials(form.client_id, _given(form.client_secret, "client_secret"))
    await call.limit("token", f"{call.address} client:{client.key_id}")
    return await use_cases.client(client)


def _given(value: str | None, name: str) -> str:
    if not value:
        raise _missing(name)
    return value


def _missing(name: str) -> Invalid:
    return Invalid([FieldError(f"/{name}", "required", "This grant needs the field.")])


def _answered(issued: Issued) -> Response:
    out = TokenOut(
        access_token=issued.access_token,
        expires_in=issued.expires_in,
        refresh_token=issued.refresh_token,
        scope=" ".join(sorted(issued.scopes)),
    )
    return send(ok(out.model_dump_json(exclude_none=True).encode(), headers={"Cache-Control": "no-store"}))
