"""Order pricing: line subtotal → discount → tax → shipping less its discount."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from modules.orders.domain.order.errors import field_error
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.offer import Offer, RequestedLine
from shared.kernel.values.money import allocate, tax_on, tax_within
from shared.kernel.values.quantity import MAX_SAFE_INTEGER

LARGEST_CENTS = MAX_SAFE_INTEGER
"""The largest amount that every JSON parser represents exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """The shipping method. `price_cents` is charged: what the method costs less `discount_cents`, which a coupon takes
    off. It includes tax if the shop's prices do.
    """

    method: str
    price_cents: int
    tax_rate_bps: int
    discount_cents: int = 0

    def discounted(self, discount_cents: int) -> "Shipping":
        """With the discount off the undiscounted price."""
        full_cents = self.price_cents + self.discount_cents
        return replace(self, price_cents=full_cents - discount_cents, discount_cents=discount_cents)


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off the prices of items and shipping."""

    items_cents: int = 0
    shipping_cents: int = 0


NO_DISCOUNT = Discount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The order's amounts in minor units.

    `tax_cents` is all tax, including that of shipping (`shipping_tax_cents`). If prices include tax, total = subtotal −
    discount + shipping; otherwise tax is added.
    """

    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    shipping_tax_cents: int
    tax_cents: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Priced lines and totals, for quotes and new orders."""

    lines: Sequence[Line]
    totals: Totals
    shipping: Shipping
    prices_include_tax: bool


def subtotal_of(wanted: Sequence[RequestedLine], offers: Sequence[Offer]) -> int:
    """The sum of the lines before discount, tax and shipping."""
    return sum(line.quantity * offer.price_cents for line, offer in zip(wanted, offers, strict=True))


def price(
    wanted: Sequence[RequestedLine],
    offers: Sequence[Offer],
    rates: Sequence[int],
    *,
    shipping: Shipping,
    discount: Discount = NO_DISCOUNT,
    prices_include_tax: bool,
) -> Basket:
    """Price each line by its offer and tax rate (basis points), and the whole order.

    Raises Invalid `total_too_large` for totals that JSON cannot represent exactly.
    """
    tax_of = tax_within if prices_include_tax else tax_on
    subtotals = [line.quantity * offer.price_cents for line, offer in zip(wanted, offers, strict=True)]
    discounts = allocate(discount.items_cents, subtotals) if discount.items_cents else [0] * len(subtotals)
    lines: list[Line] = []
    tax_cents = 0
    for number, (line, offer) in enumerate(zip(wanted, offers, strict=True)):
        subtotal, line_discount, rate = subtotals[number], discounts[number], rates[number]
        due = subtotal - line_discount
        tax = tax_of(due, rate)
        tax_cents += tax
        total = due if prices_include_tax else due + tax
        lines.append(
            Line(
                line_id=number + 1,
                sku=offer.sku,
                name=offer.name,
                quantity=line.quantity,
                unit_price_cents=offer.price_cents,
                subtotal_cents=subtotal,
                discount_cents=line_discount,
                tax_rate_bps=rate,
                tax_cents=tax,
                total_cents=total,
                requires_shipping=offer.requires_shipping,
            )
        )
    shipping = shipping.discounted(discount.shipping_cents)
    shipping_tax = tax_of(shipping.price_cents, shipping.tax_rate_bps)
    tax_cents += shipping_tax
    subtotal_cents = sum(subtotals)
    total_cents = (
        subtotal_cents - discount.items_cents + shipping.price_cents + (0 if prices_include_tax else tax_cents)
    )
    if total_cents > LARGEST_CENTS:
        raise field_error("/items", "total_too_large", "The order's total is too large.")
    totals = Totals(
        subtotal_cents=subtotal_cents,
        discount_cents=discount.items_cents,
        shipping_cents=shipping.price_cents,
        shipping_tax_cents=shipping_tax,
        tax_cents=tax_cents,
        total_cents=total_cents,
    )
    return Basket(lines, totals, shipping, prices_include_tax)
