"""Credit and refund of returned units, and the effects of a failed refund."""

from collections.abc import Sequence
from datetime import datetime

from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from modules.orders.domain.order.errors import (
    deduction_exceeds_value,
    nothing_to_return,
    payment_in_progress,
    refund_exceeds_captured,
    return_exceeds_captured,
)
from modules.orders.domain.order.events import ReturnRefunded, ReturnReopened
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Refund, RefundItem
from modules.orders.domain.settlement import refund_policy
from shared.kernel.events import EventMetadata


def refund(
    order: Order,
    chosen: Return,
    refund_ids: Sequence[int],
    *,
    deduct_cents: int,
    shipping_cents: int,
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Credit the value of the received units less the deduction, plus the given part of shipping.

    Raises Conflict `invalid_transition`, `deduction_exceeds_value`, `nothing_to_refund`, `payment_in_progress` and
    `refund_exceeds_captured`.
    """
    chosen.transition_to(ReturnState.REFUNDED, now)
    parts = _effective_refunds(order, chosen)
    claimed = [item for part in parts for item in part.items]
    units = {item.line_id: chosen.received_quantity(item.line_id) for item in chosen.items}
    for item in claimed:
        units[item.line_id] -= item.quantity
    items = refund_policy.credit(order, {line_id: count for line_id, count in units.items() if count > 0})
    worth = sum(item.amount_cents for item in (*claimed, *items))
    if deduct_cents > worth:
        raise deduction_exceeds_value(worth)
    # A refund drawn on several payments may have succeeded in part.
    shipping_given = sum(part.shipping_cents for part in parts)
    goods_given = sum(part.amount_cents for part in parts) - shipping_given
    if shipping_cents > (most := refund_policy.refundable_shipping_cents(order) + shipping_given):
        raise refund_exceeds_captured(most)
    shipping = max(0, shipping_cents - shipping_given)
    value = max(0, worth - deduct_cents - goods_given) + shipping
    left = refund_policy.refundable_cents(order)
    enough = deduct_cents + value - order.payable_cents - left
    if left > 0 and deduct_cents < enough <= worth - goods_given:
        raise return_exceeds_captured(left, enough)
    settle_value(
        order,
        chosen,
        refund_ids,
        items=items,
        value_cents=value,
        shipping_cents=shipping,
        repeats=_unretried_failures(order, chosen),
        now=now,
        metadata=metadata,
    )


def settle_value(
    order: Order,
    chosen: Return,
    refund_ids: Sequence[int],
    *,
    items: Sequence[RefundItem],
    value_cents: int,
    shipping_cents: int,
    repeats: Sequence[Refund],
    now: datetime,
    metadata: EventMetadata,
) -> Refund | None:
    """Lower the outstanding amount by the value and refund the rest. Return the first refund, if there is one.

    `refund_ids`: one for each payment of the order, at least one. `repeats`: the return's failed refunds that this
    replaces. Raises Conflict `nothing_to_refund`, `payment_in_progress` and `refund_exceeds_captured`.
    """
    credited = min(value_cents, order.payable_cents)
    amount = value_cents - credited
    if not value_cents or (not credited and refund_policy.refundable_cents(order) <= 0):
        raise nothing_to_return(chosen.id)
    if credited and (awaited := order.payment_in_progress) is not None:
        raise payment_in_progress(awaited.seconds_until_update(now))
    made, shipping_back = None, min(shipping_cents, amount)
    if amount:
        requested = refund_policy.RefundRequest(
            amount_cents=amount,
            shipping_cents=shipping_back,
            items=items,
            reason="return",
            origin="return",
            return_id=chosen.id,
        )
        made, *_ = refund_policy.create_refunds(order, refund_ids, requested, now=now, metadata=metadata)
        made.set_credit(credited, now)
    else:
        chosen.credit_items(items)
    for failed in repeats:
        if made is not None:
            failed.retry_as(made, now)
        elif failed.needs_attention:
            refund_policy.dismiss(order, failed, "The amount is no longer due.", now=now, metadata=metadata)
    if parts := _effective_refunds(order, chosen):
        chosen.refunded_by((made or parts[0]).id, sum(part.amount_cents for part in parts))
    if credited:
        chosen.credit(credited, shipping_cents=min(credited, shipping_cents - shipping_back))
        order.add_credit(credited, shipping_cents=chosen.credited_shipping_cents)
        order.recompute_payment_status()
        order.change(now)
    order.record(ReturnRefunded, now, metadata, return_id=chosen.id)
    return made


def missing_cents(order: Order, chosen: Return) -> int:
    """The value of the credited units that was neither refunded nor credited, whether deducted or not."""
    parts = _effective_refunds(order, chosen)
    worth = sum(item.amount_cents for item in (*chosen.credited, *(item for part in parts for item in part.items)))
    given = sum(part.amount_cents - part.shipping_cents for part in parts)
    return worth - given - (chosen.credited_cents - chosen.credited_shipping_cents)


def add_retried_refund(order: Order, chosen: Return, by: Refund, *, now: datetime) -> None:
    """Count the retry of a part that staff had dismissed."""
    chosen.refunded_by(chosen.refund_id or by.id, sum(part.amount_cents for part in _effective_refunds(order, chosen)))
    chosen.touch(now)


def reopen_after_failed_refund(
    order: Order, chosen: Return, refund: Refund, *, now: datetime, metadata: EventMetadata
) -> None:
    """Reopen the return after a refund of it has failed, and revert its credit.

    This applies to a part of the money drawn on another payment, too. Retrying the failed refund repeats the credit.
    """
    if refund.return_id != chosen.id or chosen.status is not ReturnState.REFUNDED:
        return
    for part in _effective_refunds(order, chosen):
        if part.credited_cents:
            part.set_credit(0, now)
    refund.set_credit(chosen.credited_cents, now)
    for item in chosen.credited:
        order.lines[item.line_id - 1].uncredit(item.quantity, item.amount_cents)
    order.add_credit(-chosen.credited_cents, shipping_cents=-chosen.credited_shipping_cents)
    chosen.reopen(now)
    order.recompute_payment_status()
    order.change(now)
    order.record(ReturnReopened, now, metadata, return_id=chosen.id)


def _effective_refunds(order: Order, chosen: Return) -> Sequence[Refund]:
    """The return's refunds that have not failed."""
    return [each for each in order.refunds if each.return_id == chosen.id and each.counts]


def _unretried_failures(order: Order, chosen: Return) -> Sequence[Refund]:
    """The return's failed refunds that were not retried."""
    return [each for each in order.refunds if each.return_id == chosen.id and not each.counts and not each.retried_as]
