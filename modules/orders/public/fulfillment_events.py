"""Events of an order's shipments and returns."""

from dataclasses import dataclass

from modules.orders.public.order_events import OrderEvent


@dataclass(frozen=True, slots=True)
class ShipmentEvent(OrderEvent):
    shipment_id: int
    location_code: str


class ShipmentCreated(ShipmentEvent):
    """Units were shipped from a location."""

    type = "orders.shipment.created"


class ShipmentUpdated(ShipmentEvent):
    """The carrier or the tracking number was corrected."""

    type = "orders.shipment.updated"


class ShipmentDelivered(ShipmentEvent):
    """The shipment was delivered."""

    type = "orders.shipment.delivered"


class ShipmentCancelled(ShipmentEvent):
    """The shipment was cancelled; its units are reserved again."""

    type = "orders.shipment.cancelled"


@dataclass(frozen=True, slots=True)
class ReturnEvent(OrderEvent):
    return_id: int


class ReturnRequested(ReturnEvent):
    """The buyer wants to return units."""

    type = "orders.return.requested"


class ReturnApproved(ReturnEvent):
    """The return was approved."""

    type = "orders.return.approved"


class ReturnRejected(ReturnEvent):
    """The return was rejected."""

    type = "orders.return.rejected"


class ReturnCancelled(ReturnEvent):
    """The return was cancelled; its units will not come back."""

    type = "orders.return.cancelled"


class ReturnReceived(ReturnEvent):
    """Returned units were received."""

    type = "orders.return.received"


class ReturnRefunded(ReturnEvent):
    """The returned units were refunded, or their amount is no longer due."""

    type = "orders.return.refunded"


class ReturnReopened(ReturnEvent):
    """The refund of the return failed; it is to be refunded again."""

    type = "orders.return.reopened"


class ReturnClosed(ReturnEvent):
    """The return was closed without a refund."""

    type = "orders.return.closed"
