"""When an order became a sale and what it sold, for the shop's reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from modules.orders.domain.order.line import Line, needs_shipping
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Refund, RefundState
from modules.orders.domain.order.status import OrderStatus, PaymentStatus
from shared.kernel.values.money import allocate, credit


class SalesEvent(NamedTuple):
    """An event of the order's history and the payment status after it; `refund_id` if it concerns a refund."""

    sequence: int
    at: datetime
    fact: str
    refund_id: int | None = None
    payment_status: str | None = None


SALES_EVENTS = (
    "confirmed",
    "cancelled",
    "updated",
    "payment.captured",
    "payment.voided",
    "refund.succeeded",
    "return.refunded",
    "return.reopened",
)
"""The events that change an order's payments, refunds or amount due."""

_FULLY_PAID = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED})
"""Payment statuses of paid orders with nothing outstanding."""


class LineSales(NamedTuple):
    """What a line sold and what of that was refunded."""

    units: int
    revenue_cents: int
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int


def sold_at(order: Order, history: Sequence[SalesEvent]) -> datetime | None:
    """When the order was both confirmed and paid; None if it is not a sale.

    An order paid in parts becomes a sale with the last part, or with a credit for the rest. Payments received for a
    cancelled order make no sale, nor does an unpaid invoice.
    """
    confirmed = next((event for event in history if event.fact == "confirmed"), None)
    if confirmed is None:
        return None
    if not order.paid_cents:
        is_confirmed = order.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
        free = not order.totals.total_cents or (is_confirmed and not order.due_cents)
        return confirmed.at if free else None
    completing = _completed_by(history)
    return max(confirmed.at, completing.at) if completing is not None else None


def _completed_by(history: Sequence[SalesEvent]) -> SalesEvent | None:
    """The event since which nothing is outstanding; None if something is, or was when the order was cancelled."""
    since: SalesEvent | None = None
    for event in history:
        if event.fact == "cancelled":
            break
        if event.payment_status not in _FULLY_PAID:
            since = None
        elif since is None:
            since = event
    return since


def line_sales(order: Order) -> Sequence[LineSales]:
    gone = _refunds_by_line(order)
    return [_line_sales(line, order, *gone.get(line.line_id, (0, 0))) for line in order.lines]


class ShippingSales(NamedTuple):
    """What was paid for shipping, its tax, and the discount from a coupon."""

    paid_cents: int
    tax_cents: int
    discount_cents: int


def shipping_sales(order: Order) -> ShippingSales:
    """All 0 if shipping was cancelled before the payment."""
    totals = order.totals
    was_paid = order.paid_cents == totals.total_cents or any(refund.shipping_cents for refund in order.refunds)
    if not was_paid and not needs_shipping(order.lines):
        return ShippingSales(0, 0, 0)
    tax = totals.shipping_tax_cents
    paid = totals.shipping_cents + (0 if order.prices_include_tax else tax)
    return ShippingSales(paid, tax, order.shipping.discount_cents)


def succeeded_refunds(order: Order) -> Sequence[Refund]:
    return [refund for refund in order.refunds if refund.status is RefundState.SUCCEEDED]


def _line_sales(line: Line, order: Order, refunded_units: int, refunded_cents: int) -> LineSales:
    unpaid = _unpaid_units(line, order)
    units = line.quantity - unpaid
    revenue = line.total_cents - credit(line.total_cents, quantity=line.quantity, already=0, units=unpaid)
    tax = line.tax_cents - credit(line.tax_cents, quantity=line.quantity, already=0, units=unpaid)
    due = revenue if order.prices_include_tax else revenue - tax
    return LineSales(units, revenue, units * line.unit_price_cents - due, tax, refunded_units, refunded_cents)


def _unpaid_units(line: Line, order: Order) -> int:
    """Units that were cancelled before the payment, or returned unpaid. Other units have a refund."""
    if order.paid_cents == order.totals.total_cents:
        return 0
    paid_back = sum(
        item.quantity
        for refund in order.refunds
        if refund.origin == "cancellation" and not _is_retry_of_same(refund, order)
        for item in refund.items
        if item.line_id == line.line_id
    )
    return max(0, line.cancelled - paid_back) + _returned_unpaid(line, order)


def _is_retry_of_same(refund: Refund, order: Order) -> bool:
    """Whether it retries a failed refund for the same units and amount."""
    if refund.retry_of is None:
        return False
    failed = order.refund(refund.retry_of)
    return (failed.items, failed.amount_cents) == (refund.items, refund.amount_cents)


def _returned_unpaid(line: Line, order: Order) -> int:
    """Units that are credited but neither cancelled nor refunded: their return lowered the amount due."""
    refunded = sum(
        item.quantity
        for refund in order.refunds
        if refund.counts and refund.credits
        for item in refund.items
        if item.line_id == line.line_id
    )
    return max(0, line.credited - line.cancelled - refunded)


def _refunds_by_line(order: Order) -> Mapping[int, tuple[int, int]]:
    """Refunded units and amounts by line. A deduction is allocated to all lines of its refund."""
    sums: dict[int, tuple[int, int]] = {}
    for refund in succeeded_refunds(order):
        worths = [item.amount_cents for item in refund.items]
        for_goods = refund.amount_cents - refund.shipping_cents
        shares = allocate(for_goods, worths) if sum(worths) else worths
        for item, cents in zip(refund.items, shares, strict=True):
            units, so_far = sums.get(item.line_id, (0, 0))
            sums[item.line_id] = (units + item.quantity, so_far + cents)
    return sums
