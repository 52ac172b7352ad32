"""The response of the fulfillment queue: its documentation and its JSON. A test compares both."""

from datetime import datetime

import orjson
from pydantic import Field

from modules.orders.adapters.inbound.http.buyer_texts import GiftMessage
from modules.orders.application.queries.list_fulfillment_queue import QueuedOrder
from modules.orders.domain.order.status import PaymentStatus
from shared.infra.http.requests.fields import OutModel


class PickLineOut(OutModel):
    """Units of an order line to pick at a location."""

    line_id: int
    sku: str
    name: str
    quantity: int
    location_code: str | None = Field(description="null: the product has no stock-keeping.")


class ShippableOrderOut(OutModel):
    """An order with units to ship, and where to pick them."""

    order_id: int
    placed_at: datetime
    payment_status: PaymentStatus
    shipping_method: str
    country: str | None = Field(description="Country of the shipping address.")
    gift_message: GiftMessage | None = Field(
        description="A message for the recipient, to print on the packing slip.",
        examples=["Happy birthday!\nYours, Ada"],
    )
    picks: list[PickLineOut]
    waiting: int = Field(description="Backordered units that are not in stock yet.")


def queued_order_bytes(found: QueuedOrder) -> bytes:
    order = found.order
    address = order.details.shipping_address
    members = {
        "order_id": order.id,
        "placed_at": order.created_at,
        "payment_status": order.payment_status.value,
        "shipping_method": order.shipping.method,
        "country": address.country if address else None,
        "gift_message": order.details.gift_message,
        "picks": found.picks,
        "waiting": found.waiting,
    }
    return orjson.dumps(members, option=orjson.OPT_UTC_Z)
