"""Routes for webhook deliveries: of an endpoint, and by id."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.webhooks.adapters.inbound.http.access import Manage, Read
from modules.webhooks.adapters.inbound.http.endpoints import PATH
from modules.webhooks.adapters.inbound.http.models import (
    DeliveryDetailOut,
    DeliveryOut,
    ReplayedOut,
    ReplayIn,
    StatusName,
    delivery_detail_out,
    delivery_out,
)
from modules.webhooks.application.deliveries.redeliver import Redeliver, RedeliverCommand
from modules.webhooks.application.deliveries.replay_period import ReplayPeriod, ReplayPeriodCommand
from modules.webhooks.application.endpoints.endpoint_query_service import EndpointQueryService
from modules.webhooks.application.endpoints.send_test import SendTest, SendTestCommand
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.ports.webhook_queries import DELIVERY_SORTS, DeliveryFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import accepted, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

DELIVERY_PATH = "/v1/webhook-deliveries"
Page = Annotated[PageParameters, Depends(ListEndpoint("webhook-deliveries", DELIVERY_SORTS, ("-created_at",)))]
_STOPPED = problem_responses("invalid_transition")


class EndpointDeliveryRoutes(RouteClass, prefix=PATH, tags=["webhooks"]):
    """The deliveries of one endpoint."""

    def __init__(
        self,
        *,
        queries: EndpointQueryService,
        send_test: SendTest,
        replay_period: ReplayPeriod,
    ) -> None:
        self._queries = queries
        self._send_test = send_test
        self._replay_period = replay_period

    @route.get(
        "/{endpoint_id:int}/deliveries",
        operation_id="list_webhook_deliveries",
        summary="List an endpoint's deliveries",
        response_model=PageOut[DeliveryOut],
    )
    async def list_all(
        self,
        endpoint_id: PathId,
        page: Page,
        _: Read,
        status: Annotated[StatusName | None, Query()] = None,
        type: Annotated[str | None, Query(max_length=100)] = None,  # noqa: A002 the parameter's name is the contract
    ) -> Response:
        """Deliveries are stored for 30 days."""
        found = await self._queries.list_deliveries(endpoint_id, page.page_request, DeliveryFilter(status, type))
        return to_response(page.respond(found, delivery_out))

    @route.post(
        "/{endpoint_id:int}/test",
        operation_id="test_webhook_endpoint",
        summary="Send a test message",
        status_code=202,
        response_model=DeliveryOut,
        responses=_STOPPED,
    )
    async def send_test(self, endpoint_id: PathId, call: Manage) -> Response:
        """Sends a message of type `webhooks.test`, regardless of the endpoint's event types."""
        return await call.execute(
            self._send_test,
            SendTestCommand(principal=call.principal, metadata=call.metadata, endpoint_id=endpoint_id),
            _pending,
        )

    @route.post(
        "/{endpoint_id:int}/replay",
        operation_id="replay_webhook_events",
        summary="Replay events of a period",
        status_code=202,
        response_model=ReplayedOut,
        responses=_STOPPED,
    )
    async def replay(self, endpoint_id: PathId, body: ReplayIn, call: Manage) -> Response:
        """Creates new deliveries with the same message ids and the current state of the resources."""
        period = ReplayPeriodCommand(
            principal=call.principal,
            metadata=call.metadata,
            endpoint_id=endpoint_id,
            since=body.since,
            until=body.until,
            types=body.types,
        )
        location = f"{PATH}/{endpoint_id}/deliveries"
        return await call.execute(
            self._replay_period, period, lambda number: accepted(location, ReplayedOut(deliveries=number))
        )


class DeliveryRoutes(RouteClass, prefix=DELIVERY_PATH, tags=["webhooks"]):
    def __init__(self, *, queries: EndpointQueryService, redeliver: Redeliver) -> None:
        self._queries = queries
        self._redeliver = redeliver

    @route.get(
        "/{delivery_id:int}",
        operation_id="get_webhook_delivery",
        summary="Get a delivery",
        response_model=DeliveryDetailOut,
    )
    async def get(self, delivery_id: PathId, _: Read) -> Response:
        """Returns a delivery with its body and every attempt."""
        return to_response(ok(delivery_detail_out(await self._queries.get_delivery(delivery_id))))

    @route.post(
        "/{delivery_id:int}/redeliver",
        operation_id="redeliver_webhook",
        summary="Redeliver a message",
        status_code=202,
        response_model=DeliveryOut,
        responses=_STOPPED,
    )
    async def redeliver(self, delivery_id: PathId, call: Manage) -> Response:
        """Creates a new delivery with the same message id, and the same body if it was rendered before."""
        return await call.execute(
            self._redeliver,
            RedeliverCommand(principal=call.principal, metadata=call.metadata, delivery_id=delivery_id),
            _pending,
        )


def _pending(delivery: Delivery) -> StoredResponse:
    return accepted(f"{DELIVERY_PATH}/{delivery.id}", delivery_out(delivery))
