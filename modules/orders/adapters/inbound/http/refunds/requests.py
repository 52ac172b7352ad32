"""Request models of refunds."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from modules.orders.adapters.inbound.http.fields import MAX_ITEMS, MoneyReference, ReasonIn
from modules.orders.adapters.inbound.http.line_units import LineUnitsIn, units_of
from modules.orders.application.refunds.refund_order import RefundOrderCommand
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.fields import Cents, PositiveCents


class RefundIn(ReasonIn):
    """What to refund: lines, or an amount."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"line_id": 1, "quantity": 2}], "reason": "Broken on arrival."}]}
    )

    items: Annotated[list[LineUnitsIn], Field(min_length=1, max_length=MAX_ITEMS)] | None = Field(
        None, description="Shipped units to refund at the price paid."
    )
    amount_cents: PositiveCents | None = Field(None, description="Any amount, instead of `items`.")
    shipping_cents: Cents = Field(
        0, description="Part of the shipping cost to refund, in addition to the items or the amount."
    )
    method: Literal["manual"] | None = Field(
        None,
        description="`manual`: the money was refunded outside the provider, also for card payments (requires "
        "payments:record). Default: the method of the payment.",
    )
    reference: MoneyReference | None = Field(None, description="Reference of a manual refund in the shop's accounts.")

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> RefundOrderCommand:
        """Raises Invalid for a duplicate line."""
        return RefundOrderCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=if_version,
            reason=self.reason,
            units=units_of(self.items) if self.items is not None else None,
            amount_cents=self.amount_cents,
            shipping_cents=self.shipping_cents,
            method=self.method,
            reference=self.reference,
        )
