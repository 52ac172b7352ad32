"""What callers send about refunds."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from modules.orders.adapters.inbound.http.requests.line_units import LineUnitsIn, units_of
from modules.orders.adapters.inbound.http.requests.orders import MAX_ITEMS, MoneyReference, ReasonIn
from modules.orders.application.payments.refund_order import RefundOrder
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.fields import Cents, PositiveCents


class RefundIn(ReasonIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"line_id": 1, "quantity": 2}], "reason": "Broken on arrival."}]}
    )

    items: Annotated[list[LineUnitsIn], Field(min_length=1, max_length=MAX_ITEMS)] | None = Field(
        None, description="Shipped units whose money goes back, at what was paid for them."
    )
    amount_cents: PositiveCents | None = Field(None, description="In place of `items`: any amount.")
    shipping_cents: Cents = Field(0, description="Of what was paid for the shipping, beside the items or the amount.")
    method: Literal["manual"] | None = Field(
        None,
        description="`manual`: the money has gone back by other means (payments:record), also of an order "
        "paid by card. Left out: the way it came.",
    )
    reference: MoneyReference | None = Field(None, description="How the shop's books name money given back by hand.")

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> RefundOrder:
        """Raises Invalid for a line that is named twice."""
        return RefundOrder(
            call.principal,
            call.cause,
            order_id,
            if_version,
            reason=self.reason,
            units=units_of(self.items) if self.items is not None else None,
            amount_cents=self.amount_cents,
            shipping_cents=self.shipping_cents,
            method=self.method,
            reference=self.reference,
        )
