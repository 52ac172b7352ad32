"""Request models of orders and of changes to them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from modules.orders.adapters.inbound.http.buyer_texts import BuyerTextsIn
from modules.orders.adapters.inbound.http.fields import (
    MAX_ITEMS,
    Metadata,
    ReasonIn,
    TaxId,
)
from modules.orders.adapters.inbound.http.line_units import LineUnitsIn
from modules.orders.domain.order.buyer import BUYER_TEXTS, Address, Details
from shared.infra.http.requests.fields import (
    ONE_LINE,
    Country,
    InModel,
    Line,
    Phone,
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
            name=self.name,
            line1=self.line1,
            city=self.city,
            postal_code=self.postal_code,
            country=self.country,
            company=self.company,
            line2=self.line2,
            region=self.region,
            phone=self.phone,
        )


class AddressesIn(InModel):
    """Where the goods and the invoice go."""

    shipping_address: AddressIn | None = Field(None, description="Required if any item needs shipping.")
    billing_address: AddressIn | None = Field(None, description="Only if it differs from the shipping address.")
    tax_id: TaxId | None = None


class DetailsIn(BuyerTextsIn, AddressesIn):
    """The parts of an order that can be updated until it ships."""

    metadata: Metadata = Field(default_factory=dict)

    def details(self) -> Details:
        return Details(
            shipping_address=self.shipping_address.address() if self.shipping_address else None,
            billing_address=self.billing_address.address() if self.billing_address else None,
            tax_id=self.tax_id,
            metadata=self.metadata,
            **{name: getattr(self, name) for name in BUYER_TEXTS},
        )


class CancelIn(ReasonIn):
    """What to cancel and why; without items, the whole order."""

    items: Annotated[list[LineUnitsIn], Field(min_length=1, max_length=MAX_ITEMS)] | None = Field(
        None, description="Units to cancel. Default: the whole order."
    )
