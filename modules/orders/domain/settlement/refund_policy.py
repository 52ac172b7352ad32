"""Refunds: limits, allocation to payments, and results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from modules.orders.domain.order.errors import already_refunded, field_error, refund_exceeds_captured, units_not_shipped
from modules.orders.domain.order.events import (
    RefundCreated,
    RefundDismissed,
    RefundEvent,
    RefundFailed,
    RefundSucceeded,
    RefundUnknown,
)
from modules.orders.domain.order.line import needs_shipping
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Method, Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import (
    SURPLUS_ORIGINS,
    Origin,
    Refund,
    RefundItem,
    RefundState,
)
from modules.orders.domain.order.status import TERMINAL_STATUSES
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """`amount_cents` in total, of which `shipping_cents` for shipping; `items` account for the rest. `method` None uses
    each payment's method; `manual` is by other means with an optional `reference`.
    """

    amount_cents: int
    shipping_cents: int
    items: Sequence[RefundItem]
    reason: str
    origin: Origin
    return_id: int | None = None
    method: Method | None = None
    reference: str | None = None


def captured_payment(order: Order) -> Payment | None:
    """A captured payment, if there is one."""
    return next((payment for payment in order.payments if payment.status is PaymentState.CAPTURED), None)


def refundable_cents_of(order: Order, payment: Payment) -> int:
    """Captured by the payment and not part of a refund that counts."""
    gone = sum(refund.amount_cents for refund in order.refunds if refund.counts and refund.payment_id == payment.id)
    return payment.captured_cents - gone


def refundable_cents(order: Order) -> int:
    """Captured and not part of a refund that counts."""
    return order.paid_cents - sum(refund.amount_cents for refund in order.refunds if refund.counts)


def surplus_cents(order: Order) -> int:
    """What is paid beyond the amount due, less pending refunds. It is to be refunded."""
    if order.status in TERMINAL_STATUSES:
        return refundable_cents(order)
    going = sum(refund.amount_cents for refund in order.refunds if refund.is_open and not refund.credits)
    return max(0, min(refundable_cents(order), -order.balance_cents - going))


def refundable_shipping_cents(order: Order) -> int:
    """The part of shipping, with its tax, that was neither refunded nor credited.

    0 for an open order in which nothing needs shipping any more: shipping was cancelled with the units.
    """
    if order.status not in TERMINAL_STATUSES and not needs_shipping(order.lines):
        return 0
    shipping = order.totals.shipping_cents + (0 if order.prices_include_tax else order.totals.shipping_tax_cents)
    given = sum(refund.shipping_cents for refund in order.refunds if refund.counts)
    return shipping - given - order.credited_shipping_cents


def credit(order: Order, units: Mapping[int, int]) -> list[RefundItem]:
    """Credit units by line id and return them with their value. Units already refunded are left out."""
    lines = {line_id: order.lines[line_id - 1] for line_id in units}
    counts = {line_id: min(count, lines[line_id].refundable_quantity) for line_id, count in units.items()}
    return [RefundItem(line_id, count, lines[line_id].credit(count)) for line_id, count in counts.items() if count]


def credit_shipped(order: Order, units: Mapping[int, int]) -> list[RefundItem]:
    """Credit exactly the chosen units.

    Raises Conflict `units_not_shipped` and `already_refunded`, Invalid for unknown lines.
    """
    for number, (line_id, count) in enumerate(units.items()):
        if not 0 < line_id <= len(order.lines):
            raise field_error(f"/items/{number}/line_id", "line_not_found", "The order has no such line.")
        line = order.lines[line_id - 1]
        if count <= line.refundable_quantity:
            continue
        if line.shippable_quantity:
            raise units_not_shipped(order.id, line_id, line.refundable_quantity)
        raise already_refunded(line_id, line.refundable_quantity)
    return credit(order, units)


def create_refund(
    order: Order, refund_id: int, requested: RefundRequest, now: datetime, metadata: EventMetadata
) -> Refund:
    """Create a refund that is due at the provider at once; a manual refund succeeds at once.

    Raises Conflict `refund_exceeds_captured`.
    """
    payment, most = _source_payment(order, requested), refundable_cents(order)
    if payment is None or not 0 < requested.amount_cents <= refundable_cents_of(order, payment):
        raise refund_exceeds_captured(most)
    method = requested.method or payment.method
    refund = Refund(
        id=refund_id,
        order_id=order.id,
        payment_id=payment.id,
        amount_cents=requested.amount_cents,
        shipping_cents=requested.shipping_cents,
        items=requested.items,
        reason=requested.reason,
        origin=requested.origin,
        status=RefundState.PENDING,
        created_at=now,
        updated_at=now,
        return_id=requested.return_id,
        method=method,
        reference=requested.reference,
        next_attempt_at=now,
    )
    order.add_refund(refund)
    order.change(now)
    _record(order, RefundCreated, refund, now, metadata)
    if method == "manual":
        record_success(order, refund, now, metadata)
    return refund


def create_refunds(
    order: Order, refund_ids: Sequence[int], requested: RefundRequest, *, now: datetime, metadata: EventMetadata
) -> Sequence[Refund]:
    """Create as many refunds as needed, one for each payment drawn on.

    `refund_ids`: one id for each payment of the order, at least one. The items belong to the first refunds, shipping to
    the last. Raises Conflict `refund_exceeds_captured`.
    """
    if not 0 < requested.amount_cents <= (most := refundable_cents(order)):
        raise refund_exceeds_captured(most)
    made: list[Refund] = []
    goods, items, left = requested.amount_cents - requested.shipping_cents, requested.items, requested.amount_cents
    for refund_id in refund_ids:
        part = replace(requested, amount_cents=left, items=items)
        source = _source_payment(order, part)
        amount = min(left, refundable_cents_of(order, source)) if source is not None else left
        for_goods = min(goods, amount)
        part = replace(part, amount_cents=amount, shipping_cents=amount - for_goods)
        made.append(create_refund(order, refund_id, part, now, metadata))
        goods, items, left = goods - for_goods, (), left - amount
        if not left:
            return made
    raise ValueError(f"{len(refund_ids)} refunds cannot give {requested.amount_cents} back")


def _source_payment(order: Order, requested: RefundRequest) -> Payment | None:
    """The payment to refund: one that covers the amount, otherwise the first with money left.

    Cards come first because the provider pays them back; for manual refunds, manual payments come first.
    """
    last: Method = "card" if requested.method == "manual" else "manual"
    having = [payment for payment in order.payments if refundable_cents_of(order, payment) > 0]
    having.sort(key=lambda payment: (payment.method == last, -payment.id))
    covering = (payment for payment in having if refundable_cents_of(order, payment) >= requested.amount_cents)
    return next(covering, having[0] if having else None)


def record_success(order: Order, refund: Refund, now: datetime, metadata: EventMetadata) -> None:
    refund.transition_to(RefundState.SUCCEEDED, now)
    _apply_amount(order, refund, refund.amount_cents, now)
    _record(order, RefundSucceeded, refund, now, metadata)


def record_failure(order: Order, refund: Refund, now: datetime, metadata: EventMetadata) -> None:
    """The money stays here or was returned: what the refund claimed can be refunded again.

    Units of a cancellation stay cancelled and credited.
    """
    after_success = refund.status is RefundState.SUCCEEDED
    for item in refund.items if refund.credits else ():
        order.lines[item.line_id - 1].uncredit(item.quantity, item.amount_cents)
    refund.transition_to(RefundState.FAILED, now)
    if after_success:
        _apply_amount(order, refund, -refund.amount_cents, now)
    else:
        order.change(now)
    _record(order, RefundFailed, refund, now, metadata, after_success=after_success)


def supersede_failed(order: Order, by: Refund, now: datetime) -> None:
    """Link failed surplus refunds with the surplus refund that includes their money; all failed refunds if the order is
    cancelled or expired.
    """
    for earlier in order.refunds:
        if earlier.needs_attention and (earlier.origin in SURPLUS_ORIGINS or order.status in TERMINAL_STATUSES):
            earlier.retry_as(by, now)


def dismiss(order: Order, refund: Refund, reason: str, *, now: datetime, metadata: EventMetadata) -> None:
    """Mark a failed refund as needing no retry. Raises Conflict `invalid_transition`."""
    refund.dismiss(reason, now)
    order.change(now)
    _record(order, RefundDismissed, refund, now, metadata, reason=reason)


def record_unknown(order: Order, refund: Refund, again_at: datetime, *, now: datetime, metadata: EventMetadata) -> None:
    """The outcome is unknown: the request is repeated with the same key."""
    if refund.status is RefundState.PENDING:
        refund.transition_to(RefundState.UNKNOWN, now)
        order.change(now)
        _record(order, RefundUnknown, refund, now, metadata)
    refund.schedule_retry(again_at, now)


def _apply_amount(order: Order, refund: Refund, cents: int, now: datetime) -> None:
    order.payment(refund.payment_id).add_refunded(cents, now)
    order.add_refunded(cents, is_credit=refund.credits)
    order.recompute_payment_status()
    order.change(now)


def _record(
    order: Order, event: type[RefundEvent], refund: Refund, now: datetime, metadata: EventMetadata, **detail: object
) -> None:
    ids = {"refund_id": refund.id, "payment_id": refund.payment_id}
    order.record(event, now, metadata, **ids, amount_cents=refund.amount_cents, **detail)
