"""A sale as reports know it: an order whose money is here, and what was given back of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class SoldLine(NamedTuple):
    """`revenue_cents` is what was paid for the units, after the discount and with the tax."""

    sku: str
    units: int
    revenue_cents: int
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int
    returned_units: int


class SaleRefund(NamedTuple):
    at: datetime
    amount_cents: int


class Sale(NamedTuple):
    """`country` and `customer_id` are None where there is none: nothing to ship, a guest."""

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
    refunds: Sequence[SaleRefund]
