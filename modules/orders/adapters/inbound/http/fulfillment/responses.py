"""Documented responses of shipments. `rendering` writes the bytes."""

from datetime import datetime
from typing import Annotated

from modules.orders.domain.fulfillment import shipment
from shared.infra.http.requests.fields import OutModel, enum_schema


class ShippedLineOut(OutModel):
    """Units of an order line in a parcel."""

    line_id: int
    quantity: int


class ShipmentOut(OutModel):
    """A parcel of an order."""

    id: int
    order_id: int
    status: Annotated[shipment.ShipmentState, enum_schema(shipment.ShipmentState)]
    location_code: str
    items: list[ShippedLineOut]
    carrier: str | None
    tracking_number: str | None
    created_at: datetime
    updated_at: datetime
    delivered_at: datetime | None
    version: int
