"""Routes for `/v1/webhook-endpoints`."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from modules.webhooks.adapters.inbound.http.models import (
    EndpointChangeIn,
    EndpointIn,
    EndpointOut,
    EndpointWithSecretOut,
    endpoint_out,
)
from modules.webhooks.adapters.inbound.http.use_cases import WebhookUseCases
from modules.webhooks.application.endpoints.change_endpoint import ChangeEndpointCommand
from modules.webhooks.application.endpoints.create_endpoint import CreateEndpointCommand, EndpointWithSecret
from modules.webhooks.application.endpoints.delete_endpoint import DeleteEndpointCommand
from modules.webhooks.application.endpoints.rotate_secret import RotateSecretCommand
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.delivery_queries import ENDPOINT_SORTS
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.problems import secret_already_issued
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.routing import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

SCOPE = "webhooks:manage"
PATH = "/v1/webhook-endpoints"
_NO_STORE = {"Cache-Control": "no-store"}


def create_endpoints_router(use_cases: WebhookUseCases, guard: Authorizer) -> APIRouter:
    routes = router(PATH, tags=["webhooks"])
    listing = guard.list_endpoint("webhook-endpoints", ENDPOINT_SORTS, ("-created_at",))

    @routes.post(
        "",
        operation_id="create_webhook_endpoint",
        summary="Create a webhook endpoint",
        status_code=201,
        response_model=EndpointWithSecretOut,
        responses=problem_responses("url_not_allowed", "secret_already_issued"),
    )
    async def create(
        body: EndpointIn, request: Request, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]
    ) -> Response:
        """The signing secret is returned only once. If it is lost, rotate it."""
        command = CreateEndpointCommand(
            principal=call.principal,
            cause=call.cause,
            url=body.url,
            event_types=body.event_types,
            description=body.description,
            active=body.active,
        )
        return await call.execute(
            use_cases.create, command, _created, lambda made: secret_already_issued(request, made.endpoint.id)
        )

    @routes.get(
        "", operation_id="list_webhook_endpoints", summary="List webhook endpoints", response_model=PageOut[EndpointOut]
    )
    async def listed(
        window: Annotated[PageParameters, Depends(listing)], _: Annotated[Principal, Depends(guard(SCOPE))]
    ) -> Response:
        return to_response(window.respond(await use_cases.queries.page(window.page_request), endpoint_out))

    @routes.get(
        "/{endpoint_id:int}",
        operation_id="get_webhook_endpoint",
        summary="Get a webhook endpoint",
        response_model=EndpointOut,
    )
    async def get(endpoint_id: PathId, _: Annotated[Principal, Depends(guard(SCOPE))]) -> Response:
        return to_response(rendered(await use_cases.queries.one(endpoint_id)))

    @routes.patch(
        "/{endpoint_id:int}",
        operation_id="change_webhook_endpoint",
        summary="Update a webhook endpoint",
        response_model=EndpointOut,
        responses=problem_responses("url_not_allowed", "version_mismatch"),
    )
    async def change(
        endpoint_id: PathId,
        body: EndpointChangeIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command(SCOPE))],
    ) -> Response:
        """Deactivating an endpoint cancels its pending deliveries. Missed events can be replayed later."""
        changes = {name: getattr(body, name) for name in sorted(body.model_fields_set)}
        return await call.execute(
            use_cases.change,
            ChangeEndpointCommand(
                principal=call.principal,
                cause=call.cause,
                endpoint_id=endpoint_id,
                changes=changes,
                expected_version=version,
            ),
            rendered,
        )

    @routes.delete(
        "/{endpoint_id:int}",
        operation_id="delete_webhook_endpoint",
        summary="Delete a webhook endpoint",
        status_code=204,
        responses=problem_responses("version_mismatch"),
    )
    async def delete(
        endpoint_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]
    ) -> Response:
        command = DeleteEndpointCommand(
            principal=call.principal, cause=call.cause, endpoint_id=endpoint_id, expected_version=version
        )
        return await call.execute(use_cases.delete, command, lambda _: no_content())

    @routes.post(
        "/{endpoint_id:int}/rotate-secret",
        operation_id="rotate_webhook_secret",
        summary="Rotate the signing secret",
        response_model=EndpointWithSecretOut,
        responses=problem_responses("secret_already_issued"),
    )
    async def rotate(
        endpoint_id: PathId, request: Request, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]
    ) -> Response:
        """For 24 hours, messages are signed with both secrets, the new one first."""
        return await call.execute(
            use_cases.rotate,
            RotateSecretCommand(principal=call.principal, cause=call.cause, endpoint_id=endpoint_id),
            lambda made: ok(_with_secret(made), made.endpoint.version, _NO_STORE),
            lambda made: secret_already_issued(request, made.endpoint.id),
        )

    return routes


def rendered(endpoint: Endpoint) -> StoredResponse:
    return ok(endpoint_out(endpoint), endpoint.version)


def _with_secret(made: EndpointWithSecret) -> EndpointWithSecretOut:
    return EndpointWithSecretOut(**dict(endpoint_out(made.endpoint)), secret=made.secret)


def _created(made: EndpointWithSecret) -> StoredResponse:
    return created(f"{PATH}/{made.endpoint.id}", _with_secret(made), made.endpoint.version, _NO_STORE)
