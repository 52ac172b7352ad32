"""What may be asked of orders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """`requires_shipping` False: a digital line, fulfilled without a parcel once the order is confirmed."""

    sku: str
    name: str
    quantity: int
    total_cents: int
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as told to others. A guest's order has no `customer_id` but name and e-mail.

    `failed_refunds` are the ids of its refunds that did not reach the buyer, `manual_refunds` of those that went
    back by other means than a card.
    """

    id: int
    status: str
    payment_status: str
    customer_id: int | None
    guest_name: str | None
    guest_email: str | None
    currency: str
    lines: Sequence[SummaryLine]
    shipping_cents: int
    tax_cents: int
    total_cents: int
    created_at: datetime
    version: int
    failed_refunds: Collection[int] = ()
    manual_refunds: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class ShipmentSummary:
    """A parcel as told to others; `lines` are what is in it, at what was paid for that."""

    id: int
    order_id: int
    location_code: str
    carrier: str | None
    tracking_number: str | None
    lines: Sequence[SummaryLine]


class OrdersApi(Protocol):
    async def summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        """Those of the orders that exist, by id; one statement. Locks nothing."""
        ...

    async def summary(self, order_id: int) -> OrderSummary | None:
        """One order, read outside any transaction."""
        ...

    async def shipment(self, shipment_id: int) -> ShipmentSummary | None:
        """One parcel, read outside any transaction."""
        ...
