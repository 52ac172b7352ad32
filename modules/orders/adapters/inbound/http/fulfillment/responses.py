"""Documented responses of shipments, returns and the queue. `rendering.fulfillment` writes the bytes."""

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
    received: int = Field(description="Units received so far.")


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
    arrivals: list[ArrivalOut] = Field(description="Received units with their location and disposition.")
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
    location_code: str | None = Field(description="null: the product has no stock-keeping.")


class ToShipOut(OutModel):
    order_id: int
    placed_at: datetime
    payment_status: PaymentStatus
    shipping_method: str
    country: str | None = Field(description="Country of the shipping address.")
    picks: list[PickOut]
    waiting: int = Field(description="Backordered units that are not in stock yet.")
