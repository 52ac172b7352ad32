"""Generates cancellations and odd lines, as real sales records contain them."""

from collections.abc import Iterator, Sequence
from random import Random

from entrypoints.development.shop_data.generator.opening_hours import time_within_days
from entrypoints.development.shop_data.money import format_cents
from entrypoints.development.shop_data.rows import Cancellation, OddLine, Order, OrderLine

CANCELLED_SHARE = 0.2
UNMATCHED_SHARE = 0.38
ODD_LINE_SHARE = 0.28
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
WRITE_OFF_REASONS = ("", "", "", "?", "damaged", "thrown away", "found", "wet")


def cancellations(random: Random, sold: Sequence[tuple[Order, list[OrderLine]]]) -> Iterator[Cancellation]:
    """Buyers return some lines within weeks; some cancellations cannot be matched to an order."""
    for order, lines in sold:
        if random.random() >= CANCELLED_SHARE:
            continue
        at = time_within_days(random, order.placed_at, 21)
        for number, line in enumerate(random.sample(lines, min(len(lines), random.choice((1, 1, 1, 2, 3, 6)))), 1):
            matched = "" if random.random() < UNMATCHED_SHARE else order.order_ref
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
    """Charges recorded like products, and stock corrections without a price."""
    for order, lines in sold:
        if random.random() >= ODD_LINE_SHARE:
            continue
        if random.random() < 0.53:
            code, description, quantity, cents = random.choice(CHARGES)
            invoice = f"C{order.order_ref}" if quantity < 0 else order.order_ref
            price, why = format_cents(cents), "non_merchandise_code"
        else:
            code, description = random.choice(lines).sku, random.choice(WRITE_OFF_REASONS)
            invoice, quantity = order.order_ref, random.choice((1, 6, 56, -1, -10, -38))
            price, why = "0.0", "price_below_0.01"
        yield OddLine(
            invoice=invoice,
            at=order.placed_at,
            stock_code_raw=code,
            description=description,
            quantity=str(quantity),
            unit_price=price,
            why=why,
        )
