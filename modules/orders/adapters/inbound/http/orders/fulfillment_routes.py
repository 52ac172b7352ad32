"""Routes that ship or reallocate the units of one order."""

from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fulfillment.rendering import (
    shipment_created,
)
from modules.orders.adapters.inbound.http.fulfillment.requests import (
    ReallocateIn,
    ShipmentIn,
)
from modules.orders.adapters.inbound.http.fulfillment.responses import ShipmentOut
from modules.orders.adapters.inbound.http.orders.rendering import order_renderer
from modules.orders.adapters.inbound.http.orders.responses import OrderOut
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnits
from modules.orders.application.fulfillment.ship_units import ShipUnits
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.route_class import RouteClass

_STEP = ("invalid_transition", "version_mismatch")


class OrderFulfillmentRoutes(RouteClass, prefix="/v1/orders", tags=["fulfillment"]):
    """What is done with the units of one order."""

    def __init__(
        self,
        *,
        ship_units: ShipUnits,
        reallocate_units: ReallocateUnits,
    ) -> None:
        self._ship_units = ship_units
        self._reallocate_units = reallocate_units

    @route.post(
        "/{order_id:int}/shipments",
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
        self, order_id: PathId, body: ShipmentIn, version: ExpectedVersion, call: access.MoveUnits
    ) -> Response:
        """Creates a shipment from one location, of units reserved there, and books the stock movement with it.

        The first shipment captures a payment that is only authorized.
        """
        return await call.execute(self._ship_units, body.command(call, order_id, version), shipment_created)

    @route.post(
        "/{order_id:int}/reallocate",
        operation_id="reallocate_order",
        summary="Reallocate units to another location",
        response_model=OrderOut,
        responses=problem_responses(*_STEP, "not_reserved_here", "insufficient_stock", "idempotency_key_required"),
    )
    async def reallocate(
        self, order_id: PathId, body: ReallocateIn, version: ExpectedVersion, call: access.MoveUnits
    ) -> Response:
        """The order must be confirmed. Released units are allocated to waiting backorders."""
        return await call.execute(
            self._reallocate_units, body.command(call, order_id, version), order_renderer(call.principal)
        )
