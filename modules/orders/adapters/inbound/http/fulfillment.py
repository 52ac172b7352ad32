"""`/v1/shipments` and `/v1/fulfillment`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from modules.orders.adapters.inbound.http.fulfillment_use_cases import FulfillmentUseCases
from modules.orders.adapters.inbound.http.rendering.fulfillment import (
    queued_order_bytes,
    shipment_bytes,
    shipment_created,
    shipment_response,
)
from modules.orders.adapters.inbound.http.rendering.orders import order_renderer
from modules.orders.adapters.inbound.http.requests.fulfillment import (
    LocationCode,
    ReallocateIn,
    ShipmentIn,
    ShipmentPatchIn,
)
from modules.orders.adapters.inbound.http.responses.fulfillment import ShipmentOut, ToShipOut
from modules.orders.adapters.inbound.http.responses.orders import OrderOut
from modules.orders.application.fulfillment.change_shipment import CancelShipmentCommand, DeliverShipmentCommand
from modules.orders.application.visibility import READ_SCOPES
from modules.orders.domain.fulfillment.shipment import ShipmentState
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, QueryId, enum_schema
from shared.infra.http.requests.forms import described_pattern
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

_STEP = ("invalid_transition", "version_mismatch")
_SCOPE = "fulfillment:write"
_READERS = (_SCOPE, *READ_SCOPES)
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


def create_fulfillment_router(use_cases: FulfillmentUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1", tags=["fulfillment"])
    _add_leaving(routes, use_cases, guard)
    _add_steps(routes, use_cases, guard)
    _add_reading(routes, use_cases, guard)
    _add_queue(routes, use_cases, guard)
    return routes


def _add_leaving(routes: APIRouter, use_cases: FulfillmentUseCases, guard: Authorizer) -> None:
    keyed = guard.command(_SCOPE, keyed="required")

    @routes.post(
        "/orders/{order_id:int}/shipments",
        operation_id="ship_order",
        summary="Ship units of an order",
        status_code=201,
        response_model=ShipmentOut,
        responses=problem_responses(
            *_STEP,
            "order_on_hold",
            "shipping_address_erased",
            "payment_required",
            "already_refunded",
            "over_fulfilment",
            "not_reserved_here",
            "idempotency_key_required",
        ),
    )
    async def ship(
        order_id: PathId, body: ShipmentIn, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(keyed)]
    ) -> Response:
        """Creates a shipment from one location, of units reserved there, and books the stock movement with it.

        The first shipment captures a payment that is only authorized.
        """
        return await call.execute(use_cases.ship, body.command(call, order_id, version), shipment_created)

    @routes.post(
        "/orders/{order_id:int}/reallocate",
        operation_id="reallocate_order",
        summary="Reallocate units to another location",
        response_model=OrderOut,
        responses=problem_responses(*_STEP, "not_reserved_here", "insufficient_stock", "idempotency_key_required"),
    )
    async def reallocate(
        order_id: PathId, body: ReallocateIn, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(keyed)]
    ) -> Response:
        """The order must be confirmed. Released units are allocated to waiting backorders."""
        return await call.execute(
            use_cases.reallocate, body.command(call, order_id, version), order_renderer(call.principal)
        )


def _add_steps(routes: APIRouter, use_cases: FulfillmentUseCases, guard: Authorizer) -> None:
    keyed = guard.command(_SCOPE, keyed="required")

    @routes.patch(
        "/shipments/{shipment_id:int}",
        operation_id="change_shipment",
        summary="Update carrier and tracking number",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP),
    )
    async def relabel(
        shipment_id: PathId,
        body: ShipmentPatchIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command(_SCOPE))],
    ) -> Response:
        return await call.execute(use_cases.relabel, body.command(call, shipment_id, version), shipment_response)

    @routes.post(
        "/shipments/{shipment_id:int}/cancel",
        operation_id="cancel_shipment",
        summary="Cancel a shipment",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP, "idempotency_key_required"),
    )
    async def cancel(
        shipment_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(keyed)]
    ) -> Response:
        """Possible until delivery. The units are reserved again at their location; a completed order is reopened."""
        command = CancelShipmentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=shipment_id, if_version=version
        )
        return await call.execute(use_cases.cancel, command, shipment_response)

    @routes.post(
        "/shipments/{shipment_id:int}/deliver",
        operation_id="deliver_shipment",
        summary="Mark a shipment as delivered",
        response_model=ShipmentOut,
        responses=problem_responses(*_STEP),
    )
    async def deliver(
        shipment_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(guard.command(_SCOPE))]
    ) -> Response:
        command = DeliverShipmentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=shipment_id, if_version=version
        )
        return await call.execute(use_cases.deliver, command, shipment_response)


def _add_reading(routes: APIRouter, use_cases: FulfillmentUseCases, guard: Authorizer) -> None:
    listing = guard.list_endpoint("shipments", ("created_at", "id"), ("-created_at",))

    @routes.get(
        "/shipments", operation_id="list_shipments", summary="List shipments", response_model=PageOut[ShipmentOut]
    )
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        filters: Annotated[ShipmentFilters, Query()],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=[_SCOPE, "orders:read"]))],
    ) -> Response:
        """Lists the shipments of the caller's orders; with orders:read of all orders. Newest first by default."""
        selection = ShipmentFilter(**filters.model_dump(exclude_none=True))
        return to_response(
            paging.respond(await use_cases.read.page(principal, selection, paging.page_request), shipment_bytes)
        )

    @routes.get(
        "/shipments/{shipment_id:int}",
        operation_id="get_shipment",
        summary="Get a shipment",
        response_model=ShipmentOut,
    )
    async def get(
        shipment_id: PathId, principal: Annotated[Principal, Depends(guard.known(guest=True, elevated_scopes=_READERS))]
    ) -> Response:
        return to_response(shipment_response(await use_cases.read.one(principal, shipment_id)))


def _add_queue(routes: APIRouter, use_cases: FulfillmentUseCases, guard: Authorizer) -> None:
    listing = guard.list_endpoint("fulfillment-queue", ("created_at", "id"), ("created_at",))

    @routes.get(
        "/fulfillment/queue",
        operation_id="read_fulfillment_queue",
        summary="List orders to ship",
        response_model=PageOut[ToShipOut],
    )
    async def queue(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard(_SCOPE, "orders:read"))],
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
        page = await use_cases.queue(QueueFilter(location_code, ready), paging.page_request)
        return to_response(paging.respond(page, queued_order_bytes))
