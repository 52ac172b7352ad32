"""Cancellation of an order or of some of its units. The caller releases the stock."""

from collections.abc import Mapping
from datetime import datetime

from modules.orders.domain.order.errors import field_error, over_cancellation, payment_in_progress
from modules.orders.domain.order.events import Updated
from modules.orders.domain.order.line import needs_shipping
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import RefundItem
from modules.orders.domain.order.status import (
    OPEN_STATUSES,
    TERMINAL_STATUSES,
    OrderStatus,
    Transition,
    invalid_transition,
)
from modules.orders.domain.settlement.refund_policy import refundable_shipping_cents
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata


def cancel(order: Order, reason: str, now: datetime, metadata: EventMetadata) -> list[RefundItem]:
    """Cancel the whole order before anything ships; return the credit of each line.

    A payment in progress is voided; if its money arrives anyway, it is refunded as late. Raises Conflict
    `invalid_transition`.
    """
    if order.status not in OPEN_STATUSES or any(line.shipped for line in order.lines):
        raise _not_cancellable(order)
    items = [
        RefundItem(line.line_id, line.open_quantity, line.cancel(line.open_quantity))
        for line in order.lines
        if line.open_quantity
    ]
    for payment in order.payments:
        payment.void(now)
    order.cancel(reason, now, metadata)
    return items


def cancel_units(order: Order, units: Mapping[int, int], now: datetime, metadata: EventMetadata) -> list[RefundItem]:
    """Cancel unshipped units by line id; return the credit of each line.

    Shipping is cancelled with the last unit that requires it, unless one has shipped. If the remaining amount is
    already paid or zero, a pending order is confirmed. Authorizations are voided when nothing is due. Raises Conflict
    `payment_in_progress` and `invalid_transition`, Invalid for unknown lines.
    """
    if order.status not in OPEN_STATUSES:
        raise _not_cancellable(order)
    for payment in order.payments:
        if payment.is_in_progress or payment.awaits_provider:
            raise payment_in_progress(payment.seconds_until_update(now))
    for number, (line_id, count) in enumerate(units.items()):
        line = next((line for line in order.lines if line.line_id == line_id), None)
        if line is None:
            raise field_error(f"/items/{number}/line_id", "line_not_found", "The order has no such line.")
        if count > line.open_quantity:
            raise over_cancellation(line_id, line.open_quantity)
    shipping_cents = refundable_shipping_cents(order)
    items = [RefundItem(line_id, count, order.lines[line_id - 1].cancel(count)) for line_id, count in units.items()]
    order.add_cancelled(sum(item.amount_cents for item in items))
    if not needs_shipping(order.lines):
        order.add_cancelled(shipping_cents)
    for payment in order.payments if order.due_cents == 0 else ():
        payment.void(now)
    order.recompute_payment_status()
    order.change(now)
    order.record(Updated, now, metadata, fields=("items",))
    if order.status is OrderStatus.PENDING_PAYMENT and not order.outstanding_cents:
        order.confirm(now, metadata)
    complete_if_shipped(order, now, metadata)
    return items


def _not_cancellable(order: Order) -> Conflict:
    """The error, with the alternative that is available."""
    if order.status in TERMINAL_STATUSES:
        detail = f"The order is {order.status} already; nothing is left to cancel."
    elif any(line.shippable_quantity for line in order.lines):
        detail = "Units of the order have shipped: name those that have not in `items` to cancel these."
    elif any(line.shipped and line.requires_shipping for line in order.lines):
        detail = f"All units have shipped: they can come back with POST /v1/orders/{order.id}/returns."
    else:
        detail = (
            "All units are digital and delivered: they cannot be returned. Refund them with "
            f"POST /v1/orders/{order.id}/refunds and `items`."
        )
    return invalid_transition(order.status, Transition.CANCEL, held=order.hold is not None, detail=detail)


def cancels_whole_order(order: Order, units: Mapping[int, int]) -> bool:
    """Whether cancelling these units leaves nothing, so that the whole order is cancelled."""
    left = {line.line_id: line.open_quantity for line in order.lines if line.open_quantity}
    return units == left and not any(line.shipped for line in order.lines)


def complete_if_shipped(order: Order, now: datetime, metadata: EventMetadata) -> None:
    """Complete the order if at least one unit has shipped and none is open."""
    order.recompute_fulfillment_status()
    whole = any(line.shipped for line in order.lines) and not any(line.open_quantity for line in order.lines)
    if order.status is OrderStatus.CONFIRMED and whole:
        order.complete(now, metadata)
