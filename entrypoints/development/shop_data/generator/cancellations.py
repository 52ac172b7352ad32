"""What a real shop's books hold besides sales: lines taken back, and lines that are no sale."""

from collections.abc import Iterator, Sequence
from random import Random

from entrypoints.development.shop_data.generator.opening_hours import later
from entrypoints.development.shop_data.money import amount
from entrypoints.development.shop_data.rows import Cancellation, OddLine, Order, OrderLine

TAKEN_BACK = 0.2
UNMATCHED = 0.38
ODD = 0.28
CHARGES = (
    ("POST", "POSTAGE", 1, 1800),
    ("POST", "POSTAGE", 3, 1500),
    ("DOT", "PARCEL POSTAGE", 1, 11825),
    ("M", "Manual", 1, 65),
    ("D", "Discount", -1, 2750),
    ("S", "SAMPLES", -1, 700),
    ("C2", "CARRIAGE", 1, 5000),
    ("BANK CHARGES", "Bank Charges", -1, 1500),
)
WRITTEN_OFF = ("", "", "", "?", "damaged", "thrown away", "found", "wet")


def cancellations(random: Random, sold: Sequence[tuple[Order, list[OrderLine]]]) -> Iterator[Cancellation]:
    """Some buyers take lines back within weeks; not always can the order be told."""
    for order, lines in sold:
        if random.random() >= TAKEN_BACK:
            continue
        at = later(random, order.placed_at, 21)
        for number, line in enumerate(random.sample(lines, min(len(lines), random.choice((1, 1, 1, 2, 3, 6)))), 1):
            matched = "" if random.random() < UNMATCHED else order.order_ref
            quantity = line.quantity if random.random() < 0.5 else random.randint(1, line.quantity)
            yield Cancellation(
                cancel_ref=f"C{order.order_ref}",
                at=at,
                customer_ref=order.customer_ref,
                line_no=number,
                sku=line.sku,
                quantity=quantity,
                unit_price_cents=line.unit_price_cents,
                matched_order_ref=matched,
            )


def odd_lines(random: Random, sold: Sequence[tuple[Order, list[OrderLine]]]) -> Iterator[OddLine]:
    """Charges written as if they were products, and units booked in or out at no price."""
    for order, lines in sold:
        if random.random() >= ODD:
            continue
        if random.random() < 0.53:
            code, description, quantity, cents = random.choice(CHARGES)
            invoice = f"C{order.order_ref}" if quantity < 0 else order.order_ref
            price, why = amount(cents), "non_merchandise_code"
        else:
            code, description = random.choice(lines).sku, random.choice(WRITTEN_OFF)
            invoice, quantity = order.order_ref, random.choice((1, 6, 56, -1, -10, -38))
            price, why = "0.0", "price_below_0.01"
        yield OddLine(invoice, order.placed_at, code, description, str(quantity), price, why)
