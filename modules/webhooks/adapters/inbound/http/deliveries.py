"""Routes for webhook deliveries and redelivery."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.webhooks.adapters.inbound.http.endpoints import PATH, SCOPE
from modules.webhooks.adapters.inbound.http.models import (
    DeliveryDetailOut,
    DeliveryOut,
    ReplayedOut,
    ReplayIn,
    StatusName,
    delivery_detail_out,
    delivery_out,
)
from modules.webhooks.adapters.inbound.http.use_cases import WebhookUseCases
from modules.webhooks.application.deliveries.redeliver import RedeliverCommand
from modules.webhooks.application.deliveries.replay_period import ReplayPeriodCommand
from modules.webhooks.application.endpoints.send_test import SendTestCommand
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.ports.delivery_queries import DELIVERY_SORTS, DeliveryFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import accepted, ok, to_response
from shared.infra.http.routing import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

ONE = "/v1/webhook-deliveries"
_STOPPED = problem_responses("invalid_transition")


def create_deliveries_router(use_cases: WebhookUseCases, guard: Authorizer) -> APIRouter:
    routes = router(tags=["webhooks"])
    listing = guard.list_endpoint("webhook-deliveries", DELIVERY_SORTS, ("-created_at",))

    @routes.get(
        f"{PATH}/{{endpoint_id:int}}/deliveries",
        operation_id="list_webhook_deliveries",
        summary="List an endpoint's deliveries",
        response_model=PageOut[DeliveryOut],
    )
    async def listed(
        endpoint_id: PathId,
        window: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard(SCOPE))],
        status: Annotated[StatusName | None, Query()] = None,
        type: Annotated[str | None, Query(max_length=100)] = None,  # noqa: A002 the parameter's name is the contract
    ) -> Response:
        """Deliveries are stored for 30 days."""
        page = await use_cases.queries.deliveries(endpoint_id, window.page_request, DeliveryFilter(status, type))
        return to_response(window.respond(page, delivery_out))

    @routes.post(
        f"{PATH}/{{endpoint_id:int}}/test",
        operation_id="test_webhook_endpoint",
        summary="Send a test message",
        status_code=202,
        response_model=DeliveryOut,
        responses=_STOPPED,
    )
    async def test(endpoint_id: PathId, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]) -> Response:
        """Sends a message of type `webhooks.test`, regardless of the endpoint's event types."""
        return await call.execute(
            use_cases.test,
            SendTestCommand(principal=call.principal, cause=call.cause, endpoint_id=endpoint_id),
            _under_way,
        )

    @routes.post(
        f"{PATH}/{{endpoint_id:int}}/replay",
        operation_id="replay_webhook_events",
        summary="Replay events of a period",
        status_code=202,
        response_model=ReplayedOut,
        responses=_STOPPED,
    )
    async def replay(
        endpoint_id: PathId, body: ReplayIn, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]
    ) -> Response:
        """Creates new deliveries with the same message ids and the current state of the resources."""
        period = ReplayPeriodCommand(
            principal=call.principal,
            cause=call.cause,
            endpoint_id=endpoint_id,
            since=body.since,
            until=body.until,
            types=body.types,
        )
        where = f"{PATH}/{endpoint_id}/deliveries"
        return await call.execute(
            use_cases.replay, period, lambda number: accepted(where, ReplayedOut(deliveries=number))
        )

    @routes.get(
        f"{ONE}/{{delivery_id:int}}",
        operation_id="get_webhook_delivery",
        summary="Get a delivery",
        response_model=DeliveryDetailOut,
    )
    async def get(delivery_id: PathId, _: Annotated[Principal, Depends(guard(SCOPE))]) -> Response:
        return to_response(ok(delivery_detail_out(await use_cases.queries.delivery(delivery_id))))

    @routes.post(
        f"{ONE}/{{delivery_id:int}}/redeliver",
        operation_id="redeliver_webhook",
        summary="Redeliver a message",
        status_code=202,
        response_model=DeliveryOut,
        responses=_STOPPED,
    )
    async def redeliver(
        delivery_id: PathId, call: Annotated[CommandRequest, Depends(guard.command(SCOPE))]
    ) -> Response:
        """Creates a new delivery with the same message id, and the same body if it was rendered before."""
        return await call.execute(
            use_cases.redeliver,
            RedeliverCommand(principal=call.principal, cause=call.cause, delivery_id=delivery_id),
            _under_way,
        )

    return routes


def _under_way(delivery: Delivery) -> StoredResponse:
    return accepted(f"{ONE}/{delivery.id}", delivery_out(delivery))
