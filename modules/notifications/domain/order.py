"""The data of an order that mails show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`is_digital`: the item is not shipped."""

    sku: str
    name: str
    quantity: int
    total_cents: int
    is_digital: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Amounts are in minor units of `currency` and include tax: items and shipping add up to `total_cents`.

    The buyer is the user `customer_id` or a `guest`; both are None after the buyer was erased.
    """

    id: int
    currency: str
    items: Sequence[Item]
    shipping_cents: int
    tax_cents: int
    total_cents: int
    customer_id: int | None
    guest: Recipient | None
    is_active: bool = True
    """False if the order was cancelled or has expired."""
    failed_refunds: Collection[int] = ()
    """Ids of refunds that did not reach the buyer."""
    manual_refunds: Collection[int] = ()
    """Ids of refunds that were made by other means than a card."""
    buyer_texts: Mapping[str, str] = field(default_factory=dict)
    """Texts that the buyer gave, by the names that they have in the API."""

    @property
    def requires_shipping(self) -> bool:
        """Whether any item is shipped."""
        return not all(item.is_digital for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """One shipment of an order with its items."""

    order_id: int
    items: Sequence[Item]
    carrier: str | None
    tracking_number: str | None
