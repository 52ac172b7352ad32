"""Request models of returns."""

from typing import Annotated

from pydantic import ConfigDict, Field

from modules.orders.adapters.inbound.http.fulfillment.requests import MAX_ITEMS, LocationCode
from modules.orders.adapters.inbound.http.line_units import LineUnitsIn, units_of
from modules.orders.application.returns.receive_return import ReceiveReturnCommand
from modules.orders.application.returns.refund_return import RefundReturnCommand
from modules.orders.application.returns.request_return import RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import Disposition, ReceivedItem, ReturnItem
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.fields import Cents, InModel, Reason


class ReturnItemIn(LineUnitsIn):
    """Units of an order line to return, and why."""

    reason: Reason = Field(examples=["Too small."])


class ReturnIn(InModel):
    """The units that the buyer wants to return."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"line_id": 1, "quantity": 2, "reason": "Too small."}]}]}
    )

    items: Annotated[list[ReturnItemIn], Field(min_length=1, max_length=MAX_ITEMS)]

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> RequestReturnCommand:
        """Raises Invalid for a duplicate line."""
        units_of(self.items)
        return RequestReturnCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=if_version,
            items=[ReturnItem(line_id=item.line_id, quantity=item.quantity, reason=item.reason) for item in self.items],
        )


class ReceivedItemIn(LineUnitsIn):
    """Returned units that arrived at a location, and what happens to them."""

    location_code: LocationCode = Field(examples=["MAIN"])
    disposition: Disposition = Field(
        description="`restock`: for sale again; `quarantine`: unavailable for now; `damaged`: not for sale; "
        "`discard`: removed from stock.",
        examples=["restock"],
    )


class ReturnReceiptIn(InModel):
    """Returned units that arrived."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"items": [{"line_id": 1, "quantity": 2, "location_code": "MAIN", "disposition": "restock"}]}]
        }
    )

    items: Annotated[list[ReceivedItemIn], Field(min_length=1, max_length=MAX_ITEMS)] = Field(
        description="A line may occur several times, for units in different conditions."
    )

    def command(self, call: CommandRequest, return_id: int, if_version: int | None) -> ReceiveReturnCommand:
        return ReceiveReturnCommand(
            principal=call.principal,
            metadata=call.metadata,
            resource_id=return_id,
            if_version=if_version,
            arrivals=[
                ReceivedItem(
                    line_id=item.line_id,
                    quantity=item.quantity,
                    location_code=item.location_code,
                    disposition=item.disposition,
                )
                for item in self.items
            ],
        )


class ReturnRefundIn(InModel):
    """Deductions from the refund of a return."""

    deduct_cents: Cents = Field(0, description="Deduction from the price of the received units.", examples=[250])
    shipping_cents: Cents = Field(0, description="Part of the shipping cost to refund in addition.", examples=[0])

    def command(self, call: CommandRequest, return_id: int, if_version: int | None) -> RefundReturnCommand:
        return RefundReturnCommand(
            principal=call.principal,
            metadata=call.metadata,
            resource_id=return_id,
            if_version=if_version,
            deduct_cents=self.deduct_cents,
            shipping_cents=self.shipping_cents,
        )
