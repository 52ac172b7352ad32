"""Routes that change one order."""

from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fields import ReasonIn
from modules.orders.adapters.inbound.http.line_units import units_of
from modules.orders.adapters.inbound.http.orders.merge_patch import OrderPatchIn
from modules.orders.adapters.inbound.http.orders.rendering import order_renderer
from modules.orders.adapters.inbound.http.orders.requests import CancelIn
from modules.orders.adapters.inbound.http.orders.responses import OrderOut
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.changes.hold_order import HoldOrder, HoldOrderCommand
from modules.orders.application.changes.release_order import ReleaseOrder, ReleaseOrderCommand
from modules.orders.application.changes.update_order import UpdateOrder
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.route_class import RouteClass

_CHANGE = ("invalid_transition", "version_mismatch")


class OrderChangeRoutes(RouteClass, prefix="/v1/orders", tags=["orders"]):
    def __init__(
        self,
        *,
        update_order: UpdateOrder,
        cancel_order: CancelOrder,
        hold_order: HoldOrder,
        release_order: ReleaseOrder,
    ) -> None:
        self._update_order = update_order
        self._cancel_order = cancel_order
        self._hold_order = hold_order
        self._release_order = release_order

    @route.patch(
        "/{order_id:int}",
        operation_id="change_order",
        summary="Update an order",
        response_model=OrderOut,
        responses=problem_responses(*_CHANGE, "payment_in_progress"),
    )
    async def change(
        self,
        order_id: PathId,
        body: OrderPatchIn,
        version: ExpectedVersion,
        call: access.ChangeOrder,
    ) -> Response:
        """Applies a JSON merge patch (RFC 7396). Allowed for the order's customer and with orders:write.

        Addresses, tax id, the buyer's texts and metadata can change until the first shipment. The shipping method can
        change, at its current price, until a payment is captured or authorized. A guest's name, e-mail address and
        phone can change at any time, with orders:write only; later mails go to the new address.
        """
        command = body.command(call, order_id, version)
        return await call.execute(self._update_order, command, order_renderer(call.principal))

    @route.post(
        "/{order_id:int}/cancel",
        operation_id="cancel_order",
        summary="Cancel an order",
        response_model=OrderOut,
        responses=problem_responses(*_CHANGE, "payment_in_progress", "over_cancellation"),
    )
    async def cancel(
        self,
        order_id: PathId,
        body: CancelIn,
        version: ExpectedVersion,
        call: access.CancelOrder,
    ) -> Response:
        """Cancels the whole order before the first shipment, or units that have not shipped.

        Allowed for the order's customer or guest and with orders:write. The stock is released and the money for the
        units refunded, with the shipping cost if nothing is left to ship.
        """
        units = units_of(body.items) if body.items is not None else None
        command = CancelOrderCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=version,
            reason=body.reason,
            units=units,
        )
        return await call.execute(self._cancel_order, command, order_renderer(call.principal))

    @route.post(
        "/{order_id:int}/hold",
        operation_id="hold_order",
        summary="Put an order on hold",
        response_model=OrderOut,
        responses=problem_responses(*_CHANGE),
    )
    async def hold(
        self, order_id: PathId, body: ReasonIn, version: ExpectedVersion, call: access.ManageOrder
    ) -> Response:
        """A confirmed order is not shipped until it is released."""
        command = HoldOrderCommand(
            principal=call.principal, metadata=call.metadata, order_id=order_id, if_version=version, reason=body.reason
        )
        return await call.execute(self._hold_order, command, order_renderer(call.principal))

    @route.post(
        "/{order_id:int}/release",
        operation_id="release_order",
        summary="Release an order from hold",
        response_model=OrderOut,
        responses=problem_responses(*_CHANGE, "shipping_address_erased"),
    )
    async def release(self, order_id: PathId, version: ExpectedVersion, call: access.ManageOrder) -> Response:
        """The order can be shipped again."""
        command = ReleaseOrderCommand(
            principal=call.principal, metadata=call.metadata, order_id=order_id, if_version=version
        )
        return await call.execute(self._release_order, command, order_renderer(call.principal))
