"""`/v1/shipments` and `/v1/fulfillment`."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fulfillment.queue_response import ShippableOrderOut, queued_order_bytes
from modules.orders.adapters.inbound.http.fulfillment.rendering import shipment_bytes, shipment_response
from modules.orders.adapters.inbound.http.fulfillment.requests import (
    LocationCode,
    ShipmentPatchIn,
)
from modules.orders.adapters.inbound.http.fulfillment.responses import ShipmentOut
from modules.orders.application.fulfillment.cancel_shipment import CancelShipment, CancelShipmentCommand
from modules.orders.application.fulfillment.change_tracking import ChangeTracking
from modules.orders.application.fulfillment.deliver_shipment import DeliverShipment, DeliverShipmentCommand
from modules.orders.application.queries.list_fulfillment_queue import ListFulfillmentQueue
from modules.orders.application.queries.shipment_query_service import ShipmentQueryService
from modules.orders.domain.fulfillment.shipment import ShipmentState
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.described_patterns import described_pattern
from shared.infra.http.requests.fields import PathId, QueryId, enum_schema
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass

_STEP = ("invalid_transition", "version_mismatch")
_SOMETHING = described_pattern("[A-Za-z0-9]", "something with a letter or a digit in it")


class ShipmentFilters(BaseModel):
    """Filters of the list of shipments; a shipment must match all of them."""

    order_id: QueryId | None = None
    status: Annotated[ShipmentState, enum_schema(ShipmentState)] | None = None
    location_code: LocationCode | None = None
    tracking_number: Annotated[str, StringConstraints(max_length=100, pattern=_SOMETHING)] | None = Field(
        None,
        description="Matches regardless of case, blanks and hyphens.",
        examples=["QM123456785GB"],
    )


Page = Annotated[PageParameters, Depends(ListEndpoint("shipments", ("created_at", "id"), ("-created_at",)))]
QueuePage = Annotated[PageParameters, Depends(ListEndpoint("fulfillment-queue", ("created_at", "id"), ("created_at",)))]


class ShipmentRoutes(RouteClass, prefix="/v1/shipments", tags=["fulfillment"]):
    def __init__(
        self,
        *,
        queries: ShipmentQueryService,
        change_tracking: ChangeTracking,
        cancel_shipment: CancelShipment,
        deliver_shipment: DeliverShipment,
    ) -> None:
        self._queries = queries
        self._change_tracking = change_tracking
        self._cancel_shipment = cancel_shipment
        self._deliver_shipment = deliver_shipment

    @route.patch(
        "/{shipment_id:int}",
        operation_id="change_shipment",
        summary="Update carrier and tracking number",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP),
    )
    async def change(
        self,
        shipment_id: PathId,
        body: ShipmentPatchIn,
        version: ExpectedVersion,
        call: access.ChangeShipment,
    ) -> Response:
        """Applies a JSON merge patch (RFC 7396)."""
        return await call.execute(self._change_tracking, body.command(call, shipment_id, version), shipment_response)

    @route.post(
        "/{shipment_id:int}/cancel",
        operation_id="cancel_shipment",
        summary="Cancel a shipment",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP, "idempotency_key_required"),
    )
    async def cancel(self, shipment_id: PathId, version: ExpectedVersion, call: access.MoveUnits) -> Response:
        """Possible until delivery. The units are reserved again at their location; a completed order is reopened."""
        command = CancelShipmentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=shipment_id, if_version=version
        )
        return await call.execute(self._cancel_shipment, command, shipment_response)

    @route.post(
        "/{shipment_id:int}/deliver",
        operation_id="deliver_shipment",
        summary="Mark a shipment as delivered",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP),
    )
    async def deliver(self, shipment_id: PathId, version: ExpectedVersion, call: access.ChangeShipment) -> Response:
        """Records the time of the delivery. The return window starts then."""
        command = DeliverShipmentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=shipment_id, if_version=version
        )
        return await call.execute(self._deliver_shipment, command, shipment_response)

    @route.get("", operation_id="list_shipments", summary="List shipments", response_model=PageOut[ShipmentOut])
    async def list_all(
        self,
        page: Page,
        filters: Annotated[ShipmentFilters, Query()],
        principal: access.ListShipments,
    ) -> Response:
        """Lists the shipments of the caller's orders; with orders:read of all orders. Newest first by default."""
        selection = ShipmentFilter(**filters.model_dump(exclude_none=True))
        return to_response(
            page.respond(await self._queries.list_shipments(principal, selection, page.page_request), shipment_bytes)
        )

    @route.get(
        "/{shipment_id:int}",
        operation_id="get_shipment",
        summary="Get a shipment",
        response_model=ShipmentOut,
    )
    async def get(self, shipment_id: PathId, principal: access.ReadShipment) -> Response:
        """Returns a parcel with its items, carrier and tracking number."""
        return to_response(shipment_response(await self._queries.get_shipment(principal, shipment_id)))


class FulfillmentQueueRoutes(RouteClass, prefix="/v1/fulfillment", tags=["fulfillment"]):
    def __init__(self, *, list_queue: ListFulfillmentQueue) -> None:
        self._list_queue = list_queue

    @route.get(
        "/queue",
        operation_id="read_fulfillment_queue",
        summary="List orders to ship",
        response_model=PageOut[ShippableOrderOut],
    )
    async def list_all(
        self,
        page: QueuePage,
        _: access.ReadQueue,
        location_code: Annotated[LocationCode | None, Query(description="Only units reserved here.")] = None,
        *,
        ready: Annotated[
            bool,
            Query(
                description="Only orders that can ship completely; false: also orders that wait for stock or payment."
            ),
        ] = True,
    ) -> Response:
        """Lists confirmed orders that are not on hold, oldest first, each with the locations of its units."""
        found = await self._list_queue(QueueFilter(location_code, ready), page.page_request)
        return to_response(page.respond(found, queued_order_bytes))
