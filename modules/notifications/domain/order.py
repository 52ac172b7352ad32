"""What letters tell of an order, as it is when they are written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Item:
    """`is_digital`: nothing of it is sent by post."""

    sku: str
    name: str
    quantity: int
    total_cents: int
    is_digital: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Amounts in minor units of `currency`, those of items and shipping with tax: they add up to `total_cents`.

    Bought by the user `customer_id`, or by a `guest`; by nobody any more where both are None.
    """

    id: int
    currency: str
    items: Sequence[Item]
    shipping_cents: int
    tax_cents: int
    total_cents: int
    customer_id: int | None
    guest: Recipient | None
    stands: bool = True
    """Whether it was neither cancelled nor has expired."""
    failed_refunds: Collection[int] = ()
    """Ids of its refunds that did not reach the buyer."""
    manual_refunds: Collection[int] = ()
    """Ids of its refunds that went back by other means than a card."""

    @property
    def has_parcels(self) -> bool:
        """Whether any of its items is sent by post."""
        return not all(item.is_digital for item in self.items)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One shipment of an order, with what is in it."""

    order_id: int
    items: Sequence[Item]
    carrier: str | None
    tracking_number: str | None
