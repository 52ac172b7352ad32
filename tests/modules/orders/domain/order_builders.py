"""Builders of orders with payments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.pricing import Discount, Shipping, price
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WITHIN = timedelta(minutes=15)
WEEK = timedelta(days=7)
CARD, MANUAL_PAYMENT = (
    PaymentInstruction(method="card", token="pm_secret", return_url="https://shop.example/back"),
    PaymentInstruction(method="manual"),
)

Lines = Sequence[tuple[int, int]]
"""Units and price in cents of each line."""


def order_of(
    instruction: PaymentInstruction | None = CARD,
    lines: Lines = ((2, 100),),
    *,
    shipping_cents: int = 0,
    discount_cents: int = 0,
    prices_include_tax: bool = True,
) -> Order:
    """A new order; its payment has the id 1."""
    basket = price(
        [RequestedLine(f"S{number}", units) for number, (units, _) in enumerate(lines)],
        [FakeOffer(f"S{number}", price_cents=cents) for number, (_, cents) in enumerate(lines)],
        [2000] * len(lines),
        shipping=Shipping(method="s", price_cents=shipping_cents, tax_rate_bps=2000),
        discount=Discount(discount_cents),
        prices_include_tax=prices_include_tax,
    )
    total = basket.totals.total_cents
    more: dict[str, Any] = {}
    if instruction is not None:
        payment = (
            new_payment(1, order_id=1, amount_cents=total, currency="GBP", instruction=instruction, now=NOW)
            if total
            else None
        )
        more = {"payment_method": instruction.method, "payment": payment}
    order = Order.place(
        1,
        Buyer(customer_id=7, guest=None, placed_by="user:7"),
        basket,
        details=Details(shipping_address=HOME),
        currency="GBP",
        now=NOW,
        metadata=METADATA,
        payment_within=WITHIN,
        **more,
    )
    order.allocate([FakeAllocation(line.line_id, line.sku, "MAIN", line.quantity) for line in order.lines])
    return order


def payment_of(order: Order) -> Payment:
    return order.payments[-1]


def names(order: Order) -> list[str]:
    return [fact.name for fact in order.events]
