"""What callers see of shipments, returns and the queue, as documented. `rendering_fulfilment` writes the bytes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.orders.domain.fulfillment import customer_return, shipment
from modules.orders.domain.order.status import PaymentStatus
from shared.infra.http.requests.fields import OutModel, enum_schema


class PackedOut(OutModel):
    line_id: int
    quantity: int


class ShipmentOut(OutModel):
    id: int
    order_id: int
    status: Annotated[shipment.ShipmentState, enum_schema(shipment.ShipmentState)]
    location_code: str
    items: list[PackedOut]
    carrier: str | None
    tracking_number: str | None
    created_at: datetime
    updated_at: datetime
    delivered_at: datetime | None
    version: int


class UnwantedOut(OutModel):
    line_id: int
    quantity: int
    reason: str
    received: int = Field(description="Units that have come back.")


class ArrivalOut(OutModel):
    line_id: int
    quantity: int
    location_code: str
    disposition: customer_return.Disposition


class ReturnOut(OutModel):
    id: int
    order_id: int
    status: Annotated[customer_return.ReturnState, enum_schema(customer_return.ReturnState)]
    items: list[UnwantedOut]
    arrivals: list[ArrivalOut] = Field(description="What came back, where to, and what became of it.")
    refund_id: int | None
    refund_cents: int
    credited_cents: int
    close_reason: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class PickOut(OutModel):
    line_id: int
    sku: str
    name: str
    quantity: int
    location_code: str | None = Field(description="null: no stock is kept of this product.")


class ToShipOut(OutModel):
    order_id: int
    placed_at: datetime
    payment_status: PaymentStatus
    shipping_method: str
    country: str | None = Field(description="Where it goes.")
    picks: list[PickOut]
    waiting: int = Field(description="Units of the order that have yet to come in.")
