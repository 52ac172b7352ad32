"""Sales, for reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A sold line without the units cancelled before the payment.

    `revenue_cents` is what was paid for it after its discount, including tax. Of that, `refunded_cents` were refunded
    for `refunded_units`; `returned_units` have come back.
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
    """A refunded amount and its time."""

    at: datetime
    amount_cents: int


@dataclass(frozen=True, slots=True)
class OrderSale:
    """An order that is confirmed and paid, or confirmed and free of charge; `sold_at` is when both became true.

    Later cancellations and refunds do not change the sale; refunds are listed in `refunds`. `country` is that of the
    shipping address, otherwise of the billing address. `discount_cents` and `tax_cents` cover lines and
    shipping; `shipping_cents` is what was paid for shipping.
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
    """Each call uses the caller's transaction, runs one statement and locks nothing."""

    async def get_sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderSale]:
        """Those of the orders that are sales, by id."""
        ...

    async def list_ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        """The next existing orders by id, whether sales or not."""
        ...
