"""Sales: fully paid orders with their refunds."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class SoldLine(NamedTuple):
    """`revenue_cents` is the amount paid for the units, after discount and including tax."""

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
    """`country` is None without an address, `customer_id` is None for a guest."""

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
