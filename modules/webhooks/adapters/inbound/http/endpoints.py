"""Routes for `/v1/webhook-endpoints`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from modules.webhooks.adapters.inbound.http.access import Manage, Read
from modules.webhooks.adapters.inbound.http.models import (
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    EndpointWithSecretOut,
    endpoint_out,
)
from modules.webhooks.application.endpoints.change_endpoint import ChangeEndpoint, ChangeEndpointCommand
from modules.webhooks.application.endpoints.create_endpoint import (
    CreateEndpoint,
    CreateEndpointCommand,
    EndpointWithSecret,
)
from modules.webhooks.application.endpoints.delete_endpoint import DeleteEndpoint, DeleteEndpointCommand
from modules.webhooks.application.endpoints.endpoint_query_service import EndpointQueryService
from modules.webhooks.application.endpoints.rotate_secret import RotateSecret, RotateSecretCommand
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.webhook_queries import ENDPOINT_SORTS
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.problems import secret_already_issued
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

PATH = "/v1/webhook-endpoints"
Page = Annotated[PageParameters, Depends(ListEndpoint("webhook-endpoints", ENDPOINT_SORTS, ("-created_at",)))]
_NO_STORE = {"Cache-Control": "no-store"}


class EndpointRoutes(RouteClass, prefix=PATH, tags=["webhooks"]):
    def __init__(
        self,
        *,
        queries: EndpointQueryService,
        create_endpoint: CreateEndpoint,
        change_endpoint: ChangeEndpoint,
        delete_endpoint: DeleteEndpoint,
        rotate_secret: RotateSecret,
    ) -> None:
        self._queries = queries
        self._create_endpoint = create_endpoint
        self._change_endpoint = change_endpoint
        self._delete_endpoint = delete_endpoint
        self._rotate_secret = rotate_secret

    @route.post(
        "",
        operation_id="create_webhook_endpoint",
        summary="Create a webhook endpoint",
        status_code=201,
        response_model=EndpointWithSecretOut,
        responses=problem_responses("url_not_allowed", "secret_already_issued"),
    )
    async def create(self, body: EndpointIn, request: Request, call: Manage) -> Response:
        """The signing secret is returned only once. If it is lost, rotate it."""
        command = CreateEndpointCommand(
            principal=call.principal,
            metadata=call.metadata,
            url=body.url,
            event_types=body.event_types,
            description=body.description,
            active=body.active,
        )
        return await call.execute(
            self._create_endpoint, command, _created, lambda made: secret_already_issued(request, made.endpoint.id)
        )

    @route.get(
        "", operation_id="list_webhook_endpoints", summary="List webhook endpoints", response_model=PageOut[EndpointOut]
    )
    async def list_all(self, page: Page, _: Read) -> Response:
        """Lists all endpoints, without their secrets."""
        return to_response(page.respond(await self._queries.list_endpoints(page.page_request), endpoint_out))

    @route.get(
        "/{endpoint_id:int}",
        operation_id="get_webhook_endpoint",
        summary="Get a webhook endpoint",
        response_model=EndpointOut,
    )
    async def get(self, endpoint_id: PathId, _: Read) -> Response:
        """Returns an endpoint with the state of its deliveries, without its secret."""
        return to_response(_rendered(await self._queries.get_endpoint(endpoint_id)))

    @route.patch(
        "/{endpoint_id:int}",
        operation_id="change_webhook_endpoint",
        summary="Update a webhook endpoint",
        response_model=EndpointOut,
        responses=problem_responses("url_not_allowed", "version_mismatch"),
    )
    async def change(
        self, endpoint_id: PathId, body: EndpointChangeIn, version: ExpectedVersion, call: Manage
    ) -> Response:
        """Deactivating an endpoint cancels its pending deliveries. Missed events can be replayed later."""
        changes = {name: getattr(body, name) for name in sorted(body.model_fields_set)}
        command = ChangeEndpointCommand(
            principal=call.principal,
            metadata=call.metadata,
            endpoint_id=endpoint_id,
            changes=changes,
            expected_version=version,
        )
        return await call.execute(self._change_endpoint, command, _rendered)

    @route.delete(
        "/{endpoint_id:int}",
        operation_id="delete_webhook_endpoint",
        summary="Delete a webhook endpoint",
        status_code=204,
        responses=problem_responses("version_mismatch"),
    )
    async def delete(self, endpoint_id: PathId, version: ExpectedVersion, call: Manage) -> Response:
        """Also deletes the endpoint's deliveries."""
        command = DeleteEndpointCommand(
            principal=call.principal, metadata=call.metadata, endpoint_id=endpoint_id, expected_version=version
        )
        return await call.execute(self._delete_endpoint, command, lambda _: no_content())

    @route.post(
        "/{endpoint_id:int}/rotate-secret",
        operation_id="rotate_webhook_secret",
        summary="Rotate the signing secret",
        response_model=EndpointWithSecretOut,
        responses=problem_responses("secret_already_issued"),
    )
    async def rotate_secret(self, endpoint_id: PathId, request: Request, call: Manage) -> Response:
        """For 24 hours, messages are signed with both secrets, the new one first."""
        return await call.execute(
            self._rotate_secret,
            RotateSecretCommand(principal=call.principal, metadata=call.metadata, endpoint_id=endpoint_id),
            lambda made: ok(_with_secret(made), made.endpoint.version, _NO_STORE),
            lambda made: secret_already_issued(request, made.endpoint.id),
        )


def _rendered(endpoint: Endpoint) -> StoredResponse:
    return ok(endpoint_out(endpoint), endpoint.version)


def _with_secret(made: EndpointWithSecret) -> EndpointWithSecretOut:
    return EndpointWithSecretOut(**dict(endpoint_out(made.endpoint)), secret=made.secret)


def _created(made: EndpointWithSecret) -> StoredResponse:
    return created(f"{PATH}/{made.endpoint.id}", _with_secret(made), made.endpoint.version, headers=_NO_STORE)
