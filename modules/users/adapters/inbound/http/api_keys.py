"""`/v1/api-keys`: API keys of programs that act for a user."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import Field, StringConstraints, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import ManageKeys, ReadKeys
from modules.users.application.api_keys.api_key_query_service import ApiKeyQueryService
from modules.users.application.api_keys.create_api_key import CreateApiKey, CreateApiKeyCommand, CreatedKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKey, DeleteApiKeyCommand
from modules.users.domain.api_key import ApiKey
from modules.users.ports.api_keys import SORTS
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.described_patterns import described_pattern
from shared.infra.http.requests.fields import InModel, Instant, Line, OutModel, PathId, Text
from shared.infra.http.responses.problems import secret_already_issued
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

PATH = "/v1/api-keys"
Page = Annotated[PageParameters, Depends(ListEndpoint("api-keys", SORTS, ("-created_at",)))]

_RATE = described_pattern(r"^[1-9][0-9]{0,6}/[1-9][0-9]{0,4}$", "requests/seconds, like 6000/60")
RateText = Annotated[str, StringConstraints(max_length=13, pattern=_RATE)]

ScopeText = Annotated[Text, StringConstraints(max_length=50), WithJsonSchema({"type": "string"})]
"""The use case checks that the scope exists; the glossary adds the existing ones to the schema."""


class ApiKeyIn(InModel):
    """A new API key with its scopes."""

    name: Line = Field(examples=["warehouse scanner"])
    scopes: list[ScopeText] = Field(min_length=1, max_length=50, examples=[["inventory:read"]])
    rate_limit: RateText | None = Field(None, description="Rate limit as requests/seconds.", examples=["6000/60"])
    expires_at: Instant | None = None


class ApiKeyOut(OutModel):
    """An API key without its secret."""

    id: int
    owner_id: int
    name: str
    scopes: list[str]
    rate_limit: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="Time of the last use, with a precision of one minute.")


class CreatedKeyOut(ApiKeyOut):
    """A new API key with its secret, which is shown only once."""

    secret: str = Field(description="The secret to send as a bearer token. It is shown only once.")


class ApiKeyRoutes(RouteClass, prefix=PATH, tags=["api keys"]):
    def __init__(
        self,
        *,
        queries: ApiKeyQueryService,
        create_api_key: CreateApiKey,
        delete_api_key: DeleteApiKey,
    ) -> None:
        self._queries = queries
        self._create_api_key = create_api_key
        self._delete_api_key = delete_api_key

    @route.post(
        "",
        operation_id="create_api_key",
        summary="Create an API key",
        status_code=201,
        response_model=CreatedKeyOut,
        responses=problem_responses("secret_already_issued"),
    )
    async def create(self, body: ApiKeyIn, request: Request, call: ManageKeys) -> Response:
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
            self._create_api_key, key_request, _with_secret, lambda made: secret_already_issued(request, made.key.id)
        )

    @route.get("", operation_id="list_api_keys", summary="List API keys", response_model=PageOut[ApiKeyOut])
    async def list_all(self, page: Page, principal: ReadKeys) -> Response:
        """Lists the caller's own keys; with `system:admin`, the keys of all owners."""
        return to_response(page.respond(await self._queries.list_api_keys(principal, page.page_request), _out))

    @route.get("/{key_id:int}", operation_id="get_api_key", summary="Get an API key", response_model=ApiKeyOut)
    async def get(self, key_id: PathId, principal: ReadKeys) -> Response:
        """Returns the key's scopes and last use, without the secret."""
        return to_response(ok(_out(await self._queries.get_api_key(principal, key_id))))

    @route.delete("/{key_id:int}", operation_id="delete_api_key", summary="Delete an API key", status_code=204)
    async def delete(self, key_id: PathId, call: ManageKeys) -> Response:
        """The key stops working within a second."""
        command = DeleteApiKeyCommand(principal=call.principal, metadata=call.metadata, key_id=key_id)
        return await call.execute(self._delete_api_key, command, lambda _: no_content())


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
    return created(f"{PATH}/{made.key.id}", out, headers={"Cache-Control": "no-store"})
