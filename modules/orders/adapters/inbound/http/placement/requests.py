"""Request models of orders."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from modules.orders.adapters.inbound.http.line_units import LineUnitsIn
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Address, Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from shared.infra.http.requests.fields import (
    ONE_LINE,
    WHITESPACE,
    Cents,
    Country,
    Id,
    InModel,
    Line,
    Note,
    Phone,
    Quantity,
    Reason,
    max_unstripped_length,
)
from shared.infra.http.requests.forms import PRINTABLE, described_pattern
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal

MAX_ITEMS = 1_000
"""Upper bound of the request; the setting for the number of lines cannot exceed it."""

# The JSON reader has already rejected NUL characters, so these fields need no validator function.
Sku = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_ATOM = rf"[^@{WHITESPACE}\x00-\x1f]+"
_EMAIL = described_pattern(rf"^ *{_ATOM}@{_ATOM}\.{_ATOM} *$", "an e-mail address, like ada@example.com")
_TAX_ID = described_pattern(
    r"^ *[A-Za-z0-9./-][A-Za-z0-9 ./-]*[A-Za-z0-9./-] *$", "letters, digits, blanks, dots, slashes or hyphens"
)
_URL = described_pattern(r"^https?://[\x21-\x7e]+$", "an address that begins with https:// or http://, percent-encoded")
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL), max_unstripped_length(254)]
TaxId = Annotated[
    str,
    StringConstraints(min_length=2, max_length=32, pattern=_TAX_ID),
    max_unstripped_length(32),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=64), ONE_LINE]
MoneyReference = Annotated[str, StringConstraints(min_length=1, max_length=100), ONE_LINE]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=_URL)]
MetadataKey = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
MetadataValue = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Metadata = Annotated[dict[MetadataKey, MetadataValue], Field(max_length=50)]


ProviderName = Annotated[str, StringConstraints(min_length=1, max_length=32), ONE_LINE]
PROVIDER = Field(
    None,
    examples=["stripe"],
    description="Name of the payment provider of a card payment. Default: the shop's first one.",
)


class AddressIn(InModel):
    """The country determines the required parts and the format of the postal code."""

    name: Line
    company: Line | None = None
    line1: Line
    line2: Line | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: Annotated[str, StringConstraints(min_length=1, max_length=20), ONE_LINE] | None = None
    country: Country
    phone: Phone | None = None

    def address(self) -> Address:
        return Address(
            self.name,
            self.line1,
            self.city,
            self.postal_code,
            self.country,
            self.company,
            self.line2,
            self.region,
            self.phone,
        )


class ItemIn(InModel):
    sku: Sku = Field(examples=["85123A"])
    quantity: Quantity = Field(examples=[6])
    expected_unit_price_cents: Cents | None = Field(
        None, description="Expected price; a different current price is refused with 409 `price_changed`."
    )


class GuestIn(InModel):
    name: Line
    email: Email
    phone: Phone | None = None


class PaymentIn(InModel):
    method: Literal["card", "manual", "invoice"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = Field(None, repr=False)
    return_url: Url | None = None
    provider: ProviderName | None = PROVIDER

    def instruction(self) -> PaymentInstruction:
        return PaymentInstruction(self.method, self.token, self.return_url, provider=self.provider)


class DetailsIn(InModel):
    """The parts of an order that can be updated until it ships."""

    shipping_address: AddressIn | None = Field(None, description="Required if any item needs shipping.")
    billing_address: AddressIn | None = Field(None, description="Only if it differs from the shipping address.")
    tax_id: TaxId | None = None
    note: Note | None = None
    metadata: Metadata = Field(default_factory=dict)

    def details(self) -> Details:
        return Details(
            self.shipping_address.address() if self.shipping_address else None,
            self.billing_address.address() if self.billing_address else None,
            self.tax_id,
            self.note,
            self.metadata,
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
    model_config = ConfigDict(json_schema_extra={"examples": [ORDER_EXAMPLE]})

    items: list[ItemIn] = Field(min_length=1, max_length=MAX_ITEMS)
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
            customer=Guest(guest.name, guest.email, guest.phone) if guest else None,
            client_reference=self.client_reference,
            payment=payment.instruction() if payment else None,
            allow_backorder=self.allow_backorder,
        )


class ReasonIn(InModel):
    reason: Reason = Field(examples=["The buyer changed their mind."])


class CancelIn(ReasonIn):
    items: Annotated[list[LineUnitsIn], Field(min_length=1, max_length=MAX_ITEMS)] | None = Field(
        None, description="Units to cancel. Default: the whole order."
    )
