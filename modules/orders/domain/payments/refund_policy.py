"""Giving money back: how much at most, for what, and what became of it."""

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
from modules.orders.domain.order.payment import Method, Payment, PaymentState
from modules.orders.domain.order.refund import (
    SURPLUS_ORIGINS,
    Origin,
    Refund,
    RefundItem,
    RefundState,
    refund_not_retryable,
)
from modules.orders.domain.order.status import TERMINAL_STATUSES
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """`amount_cents` in all, of it `shipping_cents` for the shipping; `items` say what the rest is for.
    `method` None: the way each payment came. `manual`: by other means, which `reference` may name.
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
    """A payment whose money is here."""
    return next((payment for payment in order.payments if payment.status is PaymentState.CAPTURED), None)


def refundable_cents_of(order: Order, payment: Payment) -> int:
    """What of the payment was captured and is neither given back nor on its way back."""
    gone = sum(refund.amount_cents for refund in order.refunds if refund.counts and refund.payment_id == payment.id)
    return payment.captured_cents - gone


def refundable_cents(order: Order) -> int:
    """What was captured and is neither given back nor on its way back."""
    return order.paid_cents - sum(refund.amount_cents for refund in order.refunds if refund.counts)


def surplus_cents(order: Order) -> int:
    """What is here beyond what the order costs, refunds on their way counted: it is to go back."""
    if order.status in TERMINAL_STATUSES:
        return refundable_cents(order)
    going = sum(refund.amount_cents for refund in order.refunds if refund.is_open and not refund.credits)
    return max(0, min(refundable_cents(order), -order.balance_cents - going))


def refundable_shipping_cents(order: Order) -> int:
    """What of the shipping, with its tax, has been neither given back nor credited.

    Nothing of an order that stands and of which nothing travels any more: that was cancelled with the goods.
    """
    if order.status not in TERMINAL_STATUSES and not needs_shipping(order.lines):
        return 0
    shipping = order.totals.shipping_cents + (0 if order.prices_include_tax else order.totals.shipping_tax_cents)
    given = sum(refund.shipping_cents for refund in order.refunds if refund.counts)
    return shipping - given - order.credited_shipping_cents


def credit(order: Order, units: Mapping[int, int]) -> list[RefundItem]:
    """Units of lines (by line id) and what they are worth, counted as credited from now on.

    Units that cannot be refunded, because they were given back before, are left out.
    """
    lines = {line_id: order.lines[line_id - 1] for line_id in units}
    counts = {line_id: min(count, lines[line_id].refundable_quantity) for line_id, count in units.items()}
    return [RefundItem(line_id, count, lines[line_id].credit(count)) for line_id, count in counts.items() if count]


def credit_shipped(order: Order, units: Mapping[int, int]) -> list[RefundItem]:
    """The same of units that somebody chose: every one of them has shipped and was not given back.

    Raises Conflict `units_not_shipped` and `already_refunded`, Invalid for lines that are not there.
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


def create_refund(order: Order, refund_id: int, wish: RefundRequest, now: datetime, cause: EventMetadata) -> Refund:
    """A new refund, due at the provider at once; money taken by hand counts as given back by hand.

    Raises Conflict `refund_exceeds_captured`.
    """
    payment, most = _source_payment(order, wish), refundable_cents(order)
    if payment is None or not 0 < wish.amount_cents <= refundable_cents_of(order, payment):
        raise refund_exceeds_captured(most)
    method = wish.method or payment.method
    refund = Refund(
        refund_id,
        order.id,
        payment.id,
        wish.amount_cents,
        wish.shipping_cents,
        wish.items,
        wish.reason,
        wish.origin,
        RefundState.PENDING,
        now,
        now,
        wish.return_id,
        method,
        wish.reference,
        next_try_at=now,
    )
    order.refunds.append(refund)
    order.change(now)
    _record(order, RefundCreated, refund, now, cause)
    if method == "manual":
        record_success(order, refund, now, cause)
    return refund


def create_refunds(
    order: Order, refund_ids: Sequence[int], wish: RefundRequest, now: datetime, cause: EventMetadata
) -> Sequence[Refund]:
    """The same where no single payment may have so much: a refund for each payment that it takes.

    `refund_ids`: as many as the order has payments, at least one. The goods are in the first refunds, the
    shipping in the last. Raises Conflict `refund_exceeds_captured`.
    """
    if not 0 < wish.amount_cents <= (most := refundable_cents(order)):
        raise refund_exceeds_captured(most)
    made: list[Refund] = []
    goods, items, left = wish.amount_cents - wish.shipping_cents, wish.items, wish.amount_cents
    for refund_id in refund_ids:
        part = replace(wish, amount_cents=left, items=items)
        source = _source_payment(order, part)
        amount = min(left, refundable_cents_of(order, source)) if source is not None else left
        for_goods = min(goods, amount)
        part = replace(part, amount_cents=amount, shipping_cents=amount - for_goods)
        made.append(create_refund(order, refund_id, part, now, cause))
        goods, items, left = goods - for_goods, (), left - amount
        if not left:
            return made
    raise ValueError(f"{len(refund_ids)} refunds cannot give {wish.amount_cents} back")


def _source_payment(order: Order, wish: RefundRequest) -> Payment | None:
    """The payment that a refund is taken from: one that covers it, else the first that has money.

    Cards come first, because the provider does it; for a refund by other means, what came by hand.
    """
    last: Method = "card" if wish.method == "manual" else "manual"
    having = [payment for payment in order.payments if refundable_cents_of(order, payment) > 0]
    having.sort(key=lambda payment: (payment.method == last, -payment.id))
    covering = (payment for payment in having if refundable_cents_of(order, payment) >= wish.amount_cents)
    return next(covering, having[0] if having else None)


def record_success(order: Order, refund: Refund, now: datetime, cause: EventMetadata) -> None:
    refund.transition_to(RefundState.SUCCEEDED, now)
    _apply_amount(order, refund, refund.amount_cents, now)
    _record(order, RefundSucceeded, refund, now, cause)


def record_failure(order: Order, refund: Refund, now: datetime, cause: EventMetadata) -> None:
    """The money stays with us, or has come back: what the refund claimed can be refunded again.

    Units of a cancellation stay cancelled, and so they stay credited.
    """
    after_success = refund.status is RefundState.SUCCEEDED
    for item in refund.items if refund.credits else ():
        order.lines[item.line_id - 1].uncredit(item.quantity, item.amount_cents)
    refund.transition_to(RefundState.FAILED, now)
    if after_success:
        _apply_amount(order, refund, -refund.amount_cents, now)
    else:
        order.change(now)
    _record(order, RefundFailed, refund, now, cause, after_success=after_success)


def link_retry(failed: Refund, by: Refund, now: datetime) -> None:
    """Another refund gives back what the failed one did not."""
    failed.retried_as, by.retry_of = by.id, failed.id
    failed.touch(now)


def supersede_failed(order: Order, by: Refund, now: datetime) -> None:
    """A surplus that goes back includes what failed refunds of a surplus left; of a dead order, what any left."""
    for earlier in order.refunds:
        if earlier.needs_attention and (earlier.origin in SURPLUS_ORIGINS or order.status in TERMINAL_STATUSES):
            link_retry(earlier, by, now)


def dismiss(order: Order, refund: Refund, reason: str, now: datetime, cause: EventMetadata) -> None:
    """Staff let a failed refund be. Raises Conflict `invalid_transition`."""
    if not refund.needs_attention:
        raise refund_not_retryable(refund)
    refund.dismissed_at, refund.dismiss_reason = now, reason
    refund.touch(now)
    order.change(now)
    _record(order, RefundDismissed, refund, now, cause, reason=reason)


def record_unknown(order: Order, refund: Refund, again_at: datetime, now: datetime, cause: EventMetadata) -> None:
    """Nobody knows what became of the request; it is made again, with the same key."""
    if refund.status is RefundState.PENDING:
        refund.transition_to(RefundState.UNKNOWN, now)
        order.change(now)
        _record(order, RefundUnknown, refund, now, cause)
    refund.schedule_retry(again_at, now)


def _apply_amount(order: Order, refund: Refund, cents: int, now: datetime) -> None:
    payment = order.payment(refund.payment_id)
    payment.refunded_cents += cents
    payment.touch(now)
    order.refunded_cents += cents
    if refund.credits:
        order.credited_cents += cents
    order.recompute_payment_status()
    order.change(now)


def _record(
    order: Order, event: type[RefundEvent], refund: Refund, now: datetime, cause: EventMetadata, **detail: object
) -> None:
    ids = {"refund_id": refund.id, "payment_id": refund.payment_id}
    order.record(event, now, cause, **ids, amount_cents=refund.amount_cents, **detail)
