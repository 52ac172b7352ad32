"""Cancellations and refunds in any order sum to the paid amount, to the cent."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from hypothesis import example, given, target
from hypothesis import strategies as st

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment import refund_retry
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Origin, Refund, RefundItem
from modules.orders.domain.order.pricing import Discount, Shipping, price
from modules.orders.domain.order.status import PaymentStatus
from modules.orders.domain.settlement import refund_policy
from shared.kernel.errors import Conflict
from shared.kernel.values.money import percentage
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class OrderCase:
    """Lines of (unit price, quantity, tax rate); what the coupon takes off items and shipping in basis points."""

    lines: tuple[tuple[int, int, int], ...]
    shipping: tuple[int, int]
    percent_bps: int
    inclusive: bool
    shipping_off_bps: int = 0

    def order(self, *, paid: bool) -> Order:
        offers = [FakeOffer(f"SKU{n}", price_cents=cents) for n, (cents, _, _) in enumerate(self.lines)]
        wanted = [RequestedLine(offer.sku, units) for offer, (_, units, _) in zip(offers, self.lines, strict=True)]
        subtotal = sum(cents * units for cents, units, _ in self.lines)
        discount = Discount(percentage(subtotal, self.percent_bps), percentage(self.shipping[0], self.shipping_off_bps))
        basket = price(
            wanted,
            offers,
            [rate for _, _, rate in self.lines],
            shipping=Shipping(method="standard", price_cents=self.shipping[0], tax_rate_bps=self.shipping[1]),
            discount=discount,
            prices_include_tax=self.inclusive,
        )
        total = basket.totals.total_cents
        manual = (
            new_payment(1, order_id=1, amount_cents=total, currency="GBP", instruction=None, now=NOW)
            if paid and total
            else None
        )
        order = Order.place(
            1,
            Buyer(customer_id=7, guest=None, placed_by="user:7"),
            basket,
            details=Details(shipping_address=HOME),
            currency="GBP",
            now=NOW,
            metadata=METADATA,
            payment_within=timedelta(minutes=15),
            payment_method="manual" if paid else None,
            coupon_code="SPRING",
            payment=manual,
        )
        order.allocate([FakeAllocation(line.line_id, line.sku, "MAIN", line.quantity) for line in order.lines])
        return order


BOUGHT = st.builds(
    OrderCase,
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 10_000)), min_size=1, max_size=5).map(
        tuple
    ),
    st.tuples(st.integers(0, 5000), st.integers(0, 10_000)),
    st.integers(1, 10_000),
    st.booleans(),
    st.sampled_from([0, 5000, 10_000]),
)
KINDS = ["ship", "cancel", "refund", "shipping", "fail", "retry"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 4), st.integers(1, 30)), max_size=16)
Kind = Literal["ship", "cancel", "refund", "shipping", "fail", "retry"]


class RefundTracker:
    """The order with the cents it has given back, step by step as the use cases take them."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.refunded_total = 0
        self.cancelled_payment_id = 0
        self.whole = False

    def step(self, kind: Kind, number: int, units: int) -> None:
        line = self.order.lines[number % len(self.order.lines)]
        if kind == "ship" and not self.whole:
            leaving = min(units, line.open_quantity)
            line.shipped += leaving
            line.reserved -= leaving
        elif kind == "cancel" and line.open_quantity and not self.whole:
            wanted = {line.line_id: min(units, line.open_quantity)}
            if cancellation.cancels_whole_order(self.order, wanted):
                self.whole = True
                items = cancellation.cancel(self.order, "no", NOW, METADATA)
                self.ask(items, refund_policy.refundable_shipping_cents(self.order), "cancellation")
            else:
                self.ask(cancellation.cancel_units(self.order, wanted, NOW, METADATA), 0, "cancellation")
        elif kind == "refund":
            self.ask(refund_policy.credit_shipped(self.order, {line.line_id: min(units, line.refundable_quantity)}), 0)
        elif kind in ("fail", "retry") and self.order.refunds:
            self.turn(kind, self.order.refunds[number % len(self.order.refunds)])
        elif kind == "shipping":
            self.ask([], refund_policy.refundable_shipping_cents(self.order))

    def turn(self, kind: Kind, refund: Refund) -> None:
        """The bank sends the money back, or staff give it once more."""
        if kind == "fail" and refund.counts:
            refund_policy.record_failure(self.order, refund, NOW, METADATA)
            self.refunded_total -= refund.amount_cents
            self.cancelled_payment_id -= sum(item.amount_cents for item in refund.items) if refund.credits else 0
        elif kind == "retry" and refund.needs_attention:
            with suppress(Conflict):
                made = refund_retry.retry(
                    self.order, refund, [len(self.order.refunds) + 1], chosen=None, now=NOW, metadata=METADATA
                )
                self.refunded_total += made.amount_cents
                self.cancelled_payment_id += sum(item.amount_cents for item in made.items) if made.credits else 0

    def ask(self, items: list[RefundItem], shipping_cents: int, origin: Origin = "request") -> None:
        assert all(item.amount_cents >= 0 for item in items)
        cents = sum(item.amount_cents for item in items)
        self.cancelled_payment_id += cents
        if self.order.paid_cents and cents + shipping_cents:
            instruction = refund_policy.RefundRequest(
                amount_cents=cents + shipping_cents,
                shipping_cents=shipping_cents,
                items=items,
                reason="no",
                origin=origin,
            )
            refund_policy.create_refund(self.order, len(self.order.refunds) + 1, instruction, NOW, METADATA)
            self.refunded_total += cents + shipping_cents
        assert 0 <= self.order.refunded_cents == self.refunded_total <= self.order.paid_cents


ONE_OF_A_CENT = OrderCase(lines=((1, 1, 0),), shipping=(1, 0), percent_bps=1, inclusive=False)


@given(BOUGHT, STEPS)
@example(ONE_OF_A_CENT, [("cancel", 0, 1), ("fail", 0, 1), ("shipping", 0, 1)])
def test_any_sequence_of_cancellations_and_refunds_refunds_exactly_what_was_paid(
    bought: OrderCase, steps: list[tuple[Kind, int, int]]
) -> None:
    till = RefundTracker(bought.order(paid=True))
    order = till.order
    for step in steps:
        till.step(*step)
    target(len(order.refunds))
    for number, refund in enumerate(order.refunds):
        if refund.origin == "cancellation":
            till.step("retry", number, 1)
    for number, line in enumerate(order.lines):
        till.step("ship", number, line.quantity)
        till.step("refund", number, line.quantity)
    till.step("shipping", 0, 1)
    assert order.refunded_cents == order.paid_cents == order.totals.total_cents
    assert till.cancelled_payment_id == sum(line.total_cents for line in order.lines)
    assert refund_policy.refundable_cents(order) == refund_policy.refundable_shipping_cents(order) == 0
    if order.paid_cents:
        assert order.payment_status is PaymentStatus.REFUNDED


@given(BOUGHT, STEPS)
def test_units_cancelled_before_payment_are_never_charged(
    bought: OrderCase, steps: list[tuple[Kind, int, int]]
) -> None:
    till = RefundTracker(bought.order(paid=False))
    order = till.order
    due = order.due_cents
    for _, number, units in steps:
        before = till.cancelled_payment_id
        till.step("cancel", number, units)
        if not till.whole:
            assert order.due_cents == due - till.cancelled_payment_id <= due - before
    for number, line in enumerate(order.lines):
        till.step("cancel", number, line.quantity)
    assert order.due_cents == 0
    assert till.cancelled_payment_id == sum(line.total_cents for line in order.lines)


@given(BOUGHT, st.data())
def test_the_order_of_refunds_does_not_change_the_sum(bought: OrderCase, data: st.DataObject) -> None:
    """One by one in any order, or a whole line at once: each line is credited with its total."""
    order = bought.order(paid=True)
    for line in order.lines:
        line.shipped = line.quantity
    units = data.draw(st.permutations([line.line_id for line in order.lines for _ in range(line.quantity)]))
    credited = dict.fromkeys(units, 0)
    for line_id in units:
        (item,) = refund_policy.credit(order, {line_id: 1})
        credited[line_id] += item.amount_cents
    assert credited == {line.line_id: line.total_cents for line in order.lines}
    assert refund_policy.credit(order, dict.fromkeys(units, 1)) == []


@given(BOUGHT)
def test_the_discount_is_allocated_to_the_lines_to_the_cent(bought: OrderCase) -> None:
    order = bought.order(paid=False)
    assert sum(line.discount_cents for line in order.lines) == order.totals.discount_cents
    assert all(0 <= line.discount_cents <= line.subtotal_cents for line in order.lines)
    share = [line.subtotal_cents * order.totals.discount_cents for line in order.lines]
    whole = order.totals.subtotal_cents or 1
    assert all(abs(line.discount_cents * whole - due) < whole for line, due in zip(order.lines, share, strict=True))


@given(BOUGHT, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_sum(bought: OrderCase, random: Random) -> None:
    """Where two lines have an equal claim to a cent, the first gets it, and with it goes the tax on one cent."""
    shuffled = list(bought.lines)
    random.shuffle(shuffled)
    there, here = replace(bought, lines=tuple(shuffled)).order(paid=False), bought.order(paid=False)
    assert _sums(there) == _sums(here)
    claims = [line.subtotal_cents * here.totals.discount_cents for line in here.lines]
    claims = [claim % here.totals.subtotal_cents for claim in claims if here.totals.subtotal_cents]
    if len(set(claims)) == len(claims) or not any(claims):
        assert there.totals == here.totals
    if bought.inclusive:
        assert there.totals.total_cents == here.totals.total_cents
    assert abs(there.totals.tax_cents - here.totals.tax_cents) <= len(here.lines)


def _sums(order: Order) -> tuple[int, int, int, int]:
    totals = order.totals
    return totals.subtotal_cents, totals.discount_cents, totals.shipping_cents, totals.shipping_tax_cents


def test_a_remaining_cent_is_allocated_to_the_first_line() -> None:
    lines = ((100, 1, 0), (100, 1, 10_000))
    first, second = (OrderCase(order, (0, 0), 50, inclusive=False).order(paid=False) for order in (lines, lines[::-1]))
    assert [line.discount_cents for line in (*first.lines, *second.lines)] == [1, 0, 1, 0]
    assert (first.totals.tax_cents, second.totals.tax_cents) == (100, 99)
