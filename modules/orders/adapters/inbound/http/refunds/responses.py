"""Documented responses of refunds."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.orders.domain.order.payments.payment import Method
from modules.orders.domain.order.payments.refund import RefundState
from shared.infra.http.requests.fields import OutModel, enum_schema


class RefundItemOut(OutModel):
    """Refunded units of an order line."""

    line_id: int
    quantity: int
    amount_cents: int


class RefundOut(OutModel):
    """A refund and its state at the provider."""

    id: int
    order_id: int
    payment_id: int
    method: Method
    reference: str | None
    status: Annotated[RefundState, enum_schema(RefundState)]
    amount_cents: int = Field(description="Total amount, including `shipping_cents`.")
    shipping_cents: int
    currency: str
    items: list[RefundItemOut]
    reason: str
    return_id: int | None
    credited_cents: int
    retry_of: int | None
    retried_as: int | None
    dismissed_at: datetime | None
    dismiss_reason: str | None
    created_at: datetime
    updated_at: datetime
