"""The buyer of an order, the addresses and the texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A buyer without an account."""

    name: str
    email: str
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A customer by id, or a guest. `placed_by` is the principal that placed the order (`user:7`).

    `claimed_by` is the customer whose verified e-mail address equals the guest's; that customer can see the order.
    """

    customer_id: int | None
    guest: Guest | None
    placed_by: str
    claimed_by: int | None = None

    @property
    def reference_scope(self) -> str:
        """The scope in which a client_reference is unique: the API client, otherwise the customer."""
        if self.placed_by.startswith("client:") or self.customer_id is None:
            return self.placed_by
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`country` is an ISO 3166-1 alpha-2 code. It determines which other parts are required."""

    name: str
    line1: str
    city: str | None
    postal_code: str | None
    country: str
    company: str | None = None
    line2: str | None = None
    region: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerTexts:
    """Texts that the buyer gives with an order.

    A field here is personal data and a column of the same name: it is stored, corrected, exported and erased with the
    others. `docs/adding-a-field.md` adds one.
    """

    note: str | None = None
    gift_message: str | None = None

    def texts(self) -> dict[str, str | None]:
        """The texts by their names."""
        return {name: getattr(self, name) for name in BUYER_TEXTS}


BUYER_TEXTS = tuple(each.name for each in fields(BuyerTexts))
"""The names of the texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details(BuyerTexts):
    """The parts of an order that can be corrected before it is shipped."""

    shipping_address: Address | None = None
    billing_address: Address | None = None
    tax_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
