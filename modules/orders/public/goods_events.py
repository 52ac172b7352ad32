"""What is told of an order's shipments and returns."""

from dataclasses import dataclass

from modules.orders.public.order_events import OrderEvent


@dataclass(frozen=True, slots=True)
class ShipmentEvent(OrderEvent):
    shipment_id: int
    location_code: str


class ShipmentCreated(ShipmentEvent):
    """Units have left a location for the buyer."""

    type = "orders.shipment.created"


class ShipmentUpdated(ShipmentEvent):
    """Carrier or tracking number were corrected."""

    type = "orders.shipment.updated"


class ShipmentDelivered(ShipmentEvent):
    """The parcel has reached the buyer."""

    type = "orders.shipment.delivered"


class ShipmentCancelled(ShipmentEvent):
    """The parcel did not leave after all; its units are set aside again."""

    type = "orders.shipment.cancelled"


@dataclass(frozen=True, slots=True)
class ReturnEvent(OrderEvent):
    return_id: int


class ReturnRequested(ReturnEvent):
    """The buyer wants to send units back."""

    type = "orders.return.requested"


class ReturnApproved(ReturnEvent):
    """The shop agrees."""

    type = "orders.return.approved"


class ReturnRejected(ReturnEvent):
    """The shop does not agree."""

    type = "orders.return.rejected"


class ReturnCancelled(ReturnEvent):
    """The units will not come back after all."""

    type = "orders.return.cancelled"


class ReturnReceived(ReturnEvent):
    """Units have come back."""

    type = "orders.return.received"


class ReturnRefunded(ReturnEvent):
    """What the returned units cost is given back, or is not owed any more."""

    type = "orders.return.refunded"


class ReturnReopened(ReturnEvent):
    """The refund of the returned units failed: they wait for their money again."""

    type = "orders.return.reopened"


class ReturnClosed(ReturnEvent):
    """The return ended without a refund."""

    type = "orders.return.closed"
