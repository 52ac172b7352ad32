"""What orders brought in: asked by whoever keeps figures of the shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was paid for: without the units that were cancelled before.

    `revenue_cents` is what was paid for it after its discount, the tax in it or on it included. Of
    that, `refunded_cents` were given back for `refunded_units`; `returned_units` have come back.
    """

    sku: str
    units: int
    revenue_cents: int
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int
    returned_units: int


@dataclass(frozen=True, slots=True)
class RefundedAmount:
    """Money that has been given back, when and how much."""

    at: datetime
    amount_cents: int


@dataclass(frozen=True, slots=True)
class OrderSale:
    """An order whose money is here, or that stands and costs nothing; `sold_at` is when both became true.

    Its later cancellation or refund takes nothing away from the sale: what was given back stands in
    `refunds`. `country` is the one it goes to, else the one it is billed to. `tax_cents` is that of the
    lines and of the shipping; `shipping_cents` is what was paid for shipping.
    """

    order_id: int
    sold_at: datetime
    customer_id: int | None
    country: str | None
    coupon_code: str | None
    paid_cents: int
    discount_cents: int
    shipping_cents: int
    tax_cents: int
    lines: Sequence[SoldLine]
    refunds: Sequence[RefundedAmount]


class OrderSales(Protocol):
    """Every call works inside the caller's transaction, by one statement, and locks nothing."""

    async def sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderSale]:
        """Those of the orders that are sales, by id."""
        ...

    async def ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        """The next orders there are, sales or not, by id."""
        ...
