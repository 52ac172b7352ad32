"""Documented responses of payments. `rendering` writes the bytes; a test compares both."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from modules.orders.domain.order.payments.payment import Method
from modules.orders.domain.order.payments.payment_states import PaymentState
from shared.infra.http.requests.fields import OutModel, enum_schema


class NextActionOut(OutModel):
    """What the buyer must do to complete the payment."""

    type: str
    client_secret: str
    redirect_url: str | None
    expires_at: datetime | None


class PaymentOut(OutModel):
    """A payment of an order and its state at the provider."""

    id: int
    order_id: int
    status: Annotated[PaymentState, enum_schema(PaymentState)]
    method: Method
    provider: str | None = Field(description="Name of the payment provider of a card payment.")
    amount_cents: int
    captured_cents: int
    refunded_cents: int
    currency: str
    reference: str | None
    decline_code: str | None
    next_action: NextActionOut | None = Field(description="Action required of the buyer; shown only to the buyer.")
    authorization_expires_at: datetime | None
    dispute_status: str | None
    created_at: datetime
