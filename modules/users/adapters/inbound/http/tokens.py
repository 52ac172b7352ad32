"""`/v1/auth/token`: the OAuth 2.0 token endpoint."""

from typing import Annotated, Literal

from fastapi import Form
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import CredentialCommand
from modules.users.adapters.inbound.http.oauth import (
    ClientAuthentication,
    InvalidClient,
    OAuthForm,
    OAuthRoute,
    basic_of,
    check_parameters,
)
from modules.users.adapters.inbound.http.secret_text import SecretText
from modules.users.application.sessions.issue_client_token import IssueClientToken, IssueClientTokenCommand
from modules.users.application.sessions.issue_tokens import Issued, SessionOptions
from modules.users.application.sessions.refresh_session import RefreshSession, RefreshSessionCommand
from modules.users.application.sessions.sign_in import SignIn, SignInCommand
from modules.users.domain.login import Login
from modules.users.domain.scope import parse_scope
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.session import printable_user_agent
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import MAX_ID, OutModel, Text
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.errors import FieldError, Invalid, Unauthenticated


class TokenForm(OAuthForm):
    """The grant determines the required fields. An API client may send its id and secret by HTTP Basic instead."""

    grant_type: Literal["password", "refresh_token", "client_credentials"] = Field(examples=["password"])
    username: Annotated[Text, StringConstraints(max_length=254)] | None = Field(
        None, examples=["ada"], description="E-mail address or user name, for the grant `password`."
    )
    password: SecretText | None = Field(
        None, examples=["correct horse battery"], description="For the grant `password`."
    )
    refresh_token: SecretText | None = Field(None, description="For the grant `refresh_token`.")
    scope: Annotated[Text, StringConstraints(max_length=1000)] | None = Field(
        None,
        examples=["orders:read"],
        description="Limits the token to these scopes. Scopes the account lacks are omitted, unknown ones refused.",
    )
    client_id: Annotated[Text, StringConstraints(max_length=200)] | None = Field(
        None, description="The API key's id, for the grant `client_credentials`. Other grants accept any value."
    )
    client_secret: SecretText | None = Field(
        None, description="The API key's secret, for the grant `client_credentials`."
    )


class TokenOut(OutModel):
    """A token response of RFC 6749 §5.1. API clients get no refresh token."""

    access_token: str
    token_type: Literal["Bearer"] = Field("Bearer")
    expires_in: int = Field(description="Lifetime of the access token in seconds.")
    refresh_token: str | None = None
    scope: str


class TokenRoutes(RouteClass, prefix="/v1/auth/token", tags=["auth"], route=OAuthRoute):
    def __init__(
        self,
        *,
        sign_in: SignIn,
        refresh_session: RefreshSession,
        issue_client_token: IssueClientToken,
        scopes: ScopeCatalog,
    ) -> None:
        self._sign_in = sign_in
        self._refresh_session = refresh_session
        self._issue_client_token = issue_client_token
        self._scopes = scopes

    @route.post(
        "",
        operation_id="issue_token",
        summary="Issue or refresh tokens",
        response_model=TokenOut,
        responses=problem_responses("invalid_credentials", "refresh_reused"),
    )
    async def issue(self, form: Annotated[TokenForm, Form()], request: Request, call: CredentialCommand) -> Response:
        """The token endpoint of OAuth 2.0 (RFC 6749). A wrong secret, an unknown name and a disabled account get the
        same response.
        """
        await check_parameters(request)
        return _token_response(await self._issue(form, request, call))

    async def _issue(self, form: TokenForm, request: Request, call: CommandRequest) -> Issued:
        scopes, client = parse_scope(form.scope, self._scopes), basic_of(request)
        if form.grant_type == "password":
            login = Login.read(_required(form.username, "username"))
            options = SessionOptions(scopes, printable_user_agent(request.headers.get("user-agent")))
            credentials = SignInCommand(login, _required(form.password, "password"), options)
            await call.limit("token", f"{call.address} {login.canonical}")
            return await self._sign_in(credentials)
        if form.grant_type == "refresh_token":
            return await self._refresh_session(
                RefreshSessionCommand(
                    principal=call.principal,
                    metadata=call.metadata,
                    refresh_token=_required(form.refresh_token, "refresh_token"),
                    scopes=scopes,
                )
            )
        key_id, secret = _client(form, client)
        await call.limit("token", f"{call.address} client:{key_id}")
        try:
            return await self._issue_client_token(IssueClientTokenCommand(key_id, secret, scopes))
        except Unauthenticated as error:
            raise InvalidClient from error


def _client(form: TokenForm, sent: ClientAuthentication | None) -> tuple[int, str]:
    """Return the key's id (0 if it is not a valid id) and its secret, sent in one way only (RFC 6749 §2.3)."""
    if sent is None:
        sent = ClientAuthentication(
            _required(form.client_id, "client_id"), _required(form.client_secret, "client_secret")
        )
    elif form.client_secret or form.client_id not in (None, sent.id):
        raise Invalid([FieldError("/client_secret", "sent_twice", "Send the client's credentials one way only.")])
    is_number = sent.id.isascii() and sent.id.isdecimal() and len(sent.id) <= len(str(MAX_ID))
    return int(sent.id) if is_number else 0, sent.secret


def _required(value: str | None, name: str) -> str:
    if not value:
        raise _missing(name)
    return value


def _missing(name: str) -> Invalid:
    return Invalid([FieldError(f"/{name}", "required", "This grant needs the field.")])


def _token_response(issued: Issued) -> Response:
    out = TokenOut(
        access_token=issued.access_token,
        expires_in=issued.expires_in,
        refresh_token=issued.refresh_token,
        scope=" ".join(sorted(issued.scopes)),
    )
    return to_response(ok(out.model_dump_json(exclude_none=True).encode(), headers={"Cache-Control": "no-store"}))
