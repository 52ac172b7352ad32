"""Queries of orders for other modules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """`requires_shipping` False: a digital line, fulfilled without a shipment once the order is confirmed."""

    sku: str
    name: str
    quantity: int
    total_cents: int
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order for other modules. A guest's order has name and e-mail address instead of `customer_id`.

    `failed_refunds` are the ids of refunds that did not reach the buyer, `manual_refunds` of those made by other means
    than a card. `buyer_texts` are the texts that the buyer gave, by the names that they have in the API.
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
    buyer_texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentSummary:
    """A shipment for other modules; `lines` are its contents at the price paid for them."""

    id: int
    order_id: int
    location_code: str
    carrier: str | None
    tracking_number: str | None
    lines: Sequence[SummaryLine]


class OrdersApi(Protocol):
    async def get_summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        """Existing orders by id; one statement. Locks nothing."""
        ...

    async def get_summary(self, order_id: int) -> OrderSummary | None:
        """One order, read outside any transaction."""
        ...

    async def get_shipment(self, shipment_id: int) -> ShipmentSummary | None:
        """One shipment, read outside any transaction."""
        ...
