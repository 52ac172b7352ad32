"""What an order costs: line subtotal → discount → tax → shipping."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.orders.domain.order.errors import field_error
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.offer import Offer, RequestedLine
from shared.kernel.money import allocate, tax_on, tax_within
from shared.kernel.quantity import MAX_SAFE_INTEGER

LARGEST_CENTS = MAX_SAFE_INTEGER
"""The largest amount that every JSON reader keeps exact."""


@dataclass(frozen=True, slots=True)
class Shipping:
    """How the order travels. `price_cents` includes tax where the shop's prices do."""

    method: str
    price_cents: int
    tax_rate_bps: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The order's amounts in minor units.

    `tax_cents` is all tax, that of shipping (`shipping_tax_cents`) included. With prices
    that include tax, total = subtotal − discount + shipping; else tax comes on top.
    """

    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    shipping_tax_cents: int
    tax_cents: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines and totals: what a quote shows and an order is placed with."""

    lines: Sequence[Line]
    totals: Totals
    shipping: Shipping
    prices_include_tax: bool


def subtotal_of(wanted: Sequence[RequestedLine], offers: Sequence[Offer]) -> int:
    """What the lines cost together, before anything else."""
    return sum(line.quantity * offer.price_cents for line, offer in zip(wanted, offers, strict=True))


def price(
    wanted: Sequence[RequestedLine],
    offers: Sequence[Offer],
    rates: Sequence[int],
    shipping: Shipping,
    discount_cents: int = 0,
    *,
    prices_include_tax: bool,
) -> Basket:
    """Price each wanted line by its offer and its tax rate (basis points), and all together.

    Raises Invalid `total_too_large` for sums beyond what JSON keeps exact.
    """
    tax_of = tax_within if prices_include_tax else tax_on
    subtotals = [line.quantity * offer.price_cents for line, offer in zip(wanted, offers, strict=True)]
    discounts = allocate(discount_cents, subtotals) if discount_cents else [0] * len(subtotals)
    lines: list[Line] = []
    tax_cents = 0
    for number, (line, offer) in enumerate(zip(wanted, offers, strict=True)):
        subtotal, discount, rate = subtotals[number], discounts[number], rates[number]
        due = subtotal - discount
        tax = tax_of(due, rate)
        tax_cents += tax
        total = due if prices_include_tax else due + tax
        lines.append(
            Line(
                number + 1,
                offer.sku,
                offer.name,
                line.quantity,
                offer.price_cents,
                subtotal,
                discount,
                rate,
                tax,
                total,
                requires_shipping=offer.requires_shipping,
            )
        )
    shipping_tax = tax_of(shipping.price_cents, shipping.tax_rate_bps)
    tax_cents += shipping_tax
    subtotal_cents = sum(subtotals)
    total_cents = subtotal_cents - discount_cents + shipping.price_cents + (0 if prices_include_tax else tax_cents)
    if total_cents > LARGEST_CENTS:
        raise field_error("/items", "total_too_large", "The order's total is too large.")
    totals = Totals(subtotal_cents, discount_cents, shipping.price_cents, shipping_tax, tax_cents, total_cents)
    return Basket(lines, totals, shipping, prices_include_tax)
