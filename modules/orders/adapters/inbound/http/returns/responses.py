"""Documented responses of returns. `rendering` writes the bytes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.orders.domain.fulfillment import customer_return
from shared.infra.http.requests.fields import OutModel, enum_schema


class ReturnItemOut(OutModel):
    """Units of an order line in a return."""

    line_id: int
    quantity: int
    reason: str
    received: int = Field(description="Units received so far.")


class ReceivedItemOut(OutModel):
    """Returned units that arrived at a location, and what happened to them."""

    line_id: int
    quantity: int
    location_code: str
    disposition: customer_return.Disposition


class ReturnOut(OutModel):
    """A return with its items, received units and refund."""

    id: int
    order_id: int
    status: Annotated[customer_return.ReturnState, enum_schema(customer_return.ReturnState)]
    items: list[ReturnItemOut]
    arrivals: list[ReceivedItemOut] = Field(description="Received units with their location and disposition.")
    refund_id: int | None
    refund_cents: int
    credited_cents: int
    close_reason: str | None
    created_at: datetime
    updated_at: datetime
    version: int
