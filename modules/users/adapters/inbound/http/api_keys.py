"""`/v1/api-keys`: API keys of programs that act for a user."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from modules.users.adapters.inbound.http.use_cases import ApiKeyUseCases
from modules.users.application.api_keys.create_api_key import CreateApiKeyCommand, CreatedKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKeyCommand
from modules.users.domain.api_key import ApiKey
from modules.users.domain.roles import SCOPES
from modules.users.ports.api_keys import SORTS
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel, Instant, Line, OutModel, PathId, Text
from shared.infra.http.requests.forms import described_pattern
from shared.infra.http.responses.problems import secret_already_issued
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

_RATE = described_pattern(r"^[1-9][0-9]{0,6}/[1-9][0-9]{0,4}$", "requests/seconds, like 6000/60")
RateText = Annotated[str, StringConstraints(max_length=13, pattern=_RATE)]
_OTHER_OWNERS_SCOPE = ("system:admin",)
"""The scope to manage the keys of other owners. An API key needs it to manage any keys."""

ScopeText = Annotated[
    Text,
    StringConstraints(max_length=50),
    WithJsonSchema({"type": "string", "enum": sorted(SCOPES)}),
]


class ApiKeyIn(InModel):
    name: Line = Field(examples=["warehouse scanner"])
    scopes: list[ScopeText] = Field(min_length=1, max_length=50, examples=[["inventory:read"]])
    rate_limit: RateText | None = Field(None, description="Rate limit as requests/seconds.", examples=["6000/60"])
    expires_at: Instant | None = None


class ApiKeyOut(OutModel):
    id: int
    owner_id: int
    name: str
    scopes: list[str]
    rate_limit: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="Time of the last use, with a precision of one minute.")


class CreatedKeyOut(ApiKeyOut):
    secret: str = Field(description="The secret to send as a bearer token. It is shown only once.")


def create_api_keys_router(use_cases: ApiKeyUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/api-keys", tags=["api keys"])
    listing = guard.list_endpoint("api-keys", SORTS, ("-created_at",))

    @routes.post(
        "",
        operation_id="create_api_key",
        summary="Create an API key",
        status_code=201,
        response_model=CreatedKeyOut,
        responses=problem_responses("secret_already_issued"),
    )
    async def create(
        body: ApiKeyIn,
        request: Request,
        call: Annotated[CommandRequest, Depends(guard.command(elevated_scopes=_OTHER_OWNERS_SCOPE))],
    ) -> Response:
        """A key can only have scopes that its owner holds. Only the first response contains the secret."""
        key_request = CreateApiKeyCommand(
            principal=call.principal,
            metadata=call.metadata,
            name=body.name,
            scopes=frozenset(body.scopes),
            rate_limit=body.rate_limit,
            expires_at=body.expires_at,
        )
        return await call.execute(
            use_cases.create, key_request, _with_secret, lambda made: secret_already_issued(request, made.key.id)
        )

    @routes.get("", operation_id="list_api_keys", summary="List API keys", response_model=PageOut[ApiKeyOut])
    async def listed(
        window: Annotated[PageParameters, Depends(listing)],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=_OTHER_OWNERS_SCOPE))],
    ) -> Response:
        """Lists the caller's own keys; with `system:admin`, the keys of all owners."""
        return to_response(window.respond(await use_cases.read.page(principal, window.page_request), _out))

    @routes.get("/{key_id:int}", operation_id="get_api_key", summary="Get an API key", response_model=ApiKeyOut)
    async def get(
        key_id: PathId, principal: Annotated[Principal, Depends(guard.known(elevated_scopes=_OTHER_OWNERS_SCOPE))]
    ) -> Response:
        return to_response(ok(_out(await use_cases.read.one(principal, key_id))))

    @routes.delete("/{key_id:int}", operation_id="delete_api_key", summary="Delete an API key", status_code=204)
    async def delete(
        key_id: PathId, call: Annotated[CommandRequest, Depends(guard.command(elevated_scopes=_OTHER_OWNERS_SCOPE))]
    ) -> Response:
        """The key stops working within a second."""
        command = DeleteApiKeyCommand(principal=call.principal, metadata=call.metadata, key_id=key_id)
        return await call.execute(use_cases.delete, command, lambda _: no_content())

    return routes


def _out(key: ApiKey) -> ApiKeyOut:
    return ApiKeyOut(
        id=key.id,
        owner_id=key.owner_id,
        name=key.name,
        scopes=sorted(key.scopes),
        rate_limit=key.rate_limit,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )


def _with_secret(made: CreatedKey) -> StoredResponse:
    out = CreatedKeyOut(**_out(made.key).model_dump(), secret=made.secret)
    return created(f"/v1/api-keys/{made.key.id}", out, headers={"Cache-Control": "no-store"})
