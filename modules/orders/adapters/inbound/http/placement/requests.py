"""The request that places or quotes an order."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from modules.orders.adapters.inbound.http.fields import (
    MAX_ITEMS,
    PROVIDER,
    Code,
    Email,
    ProviderName,
    Reference,
    Sku,
    Url,
)
from modules.orders.adapters.inbound.http.orders.requests import DetailsIn
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Guest
from modules.orders.domain.order.offer import RequestedLine
from shared.infra.http.requests.fields import (
    Cents,
    Id,
    InModel,
    Line,
    Phone,
    Quantity,
)
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal


class OrderItemIn(InModel):
    """A SKU to order, with its quantity."""

    sku: Sku = Field(examples=["85123A"])
    quantity: Quantity = Field(examples=[6])
    expected_unit_price_cents: Cents | None = Field(
        None, description="Expected price; a different current price is refused with 409 `price_changed`."
    )


class GuestIn(InModel):
    """Contact details of a buyer without an account."""

    name: Line
    email: Email
    phone: Phone | None = None


class PaymentIn(InModel):
    """How the order is paid."""

    method: Literal["card", "manual", "invoice"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = Field(None, repr=False)
    return_url: Url | None = None
    provider: ProviderName | None = PROVIDER

    def instruction(self) -> PaymentInstruction:
        return PaymentInstruction(
            method=self.method, token=self.token, return_url=self.return_url, provider=self.provider
        )


ORDER_EXAMPLE: JsonDict = {
    "items": [{"sku": "85123A", "quantity": 6, "expected_unit_price_cents": 255}],
    "shipping_address": {
        "name": "Ada Lovelace",
        "line1": "12 St James's Square",
        "city": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com"},
    "shipping_method": "standard",
    "client_reference": "web-4711",
}


class OrderIn(DetailsIn):
    """A new order: items, buyer, addresses and payment."""

    model_config = ConfigDict(json_schema_extra={"examples": [ORDER_EXAMPLE]})

    items: list[OrderItemIn] = Field(min_length=1, max_length=MAX_ITEMS)
    shipping_method: Code | None = Field(None, description="Code of a shipping method. Default: the shop's first one.")
    coupon_code: Code | None = None
    customer_id: Id | None = Field(
        None, description="Another customer than the caller: requires orders:create or orders:write."
    )
    customer: GuestIn | None = Field(None, description="A guest instead of `customer_id`: requires orders:create.")
    client_reference: Reference | None = Field(None, description="The caller's unique reference of the order.")
    payment: PaymentIn | None = Field(None, description="Default: the order is created unpaid.")
    allow_backorder: bool = Field(
        default=False, description="Backorder units that are not in stock, if the product allows it."
    )

    def command(self, principal: Principal, metadata: EventMetadata) -> PlaceOrderCommand:
        guest, payment = self.customer, self.payment
        return PlaceOrderCommand(
            principal=principal,
            metadata=metadata,
            items=[RequestedLine(item.sku, item.quantity, item.expected_unit_price_cents) for item in self.items],
            details=self.details(),
            shipping_method=self.shipping_method,
            coupon_code=self.coupon_code.upper() if self.coupon_code else None,
            customer_id=self.customer_id,
            customer=Guest(name=guest.name, email=guest.email, phone=guest.phone) if guest else None,
            client_reference=self.client_reference,
            payment=payment.instruction() if payment else None,
            allow_backorder=self.allow_backorder,
        )
