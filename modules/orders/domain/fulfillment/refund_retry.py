"""Retry of a failed refund by a new refund."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from modules.orders.domain.fulfillment import return_credits
from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from modules.orders.domain.order.errors import nothing_to_return, refund_exceeds_captured
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import (
    SURPLUS_ORIGINS,
    Refund,
    RefundItem,
    RefundState,
    refund_not_retryable,
)
from modules.orders.domain.order.status import TERMINAL_STATUSES
from modules.orders.domain.settlement import refund_policy
from shared.kernel.events import EventMetadata


def retry(
    order: Order,
    failed: Refund,
    refund_ids: Sequence[int],
    *,
    chosen: Return | None,
    now: datetime,
    metadata: EventMetadata,
) -> Refund:
    """Claim what the failed refund had claimed; `chosen` is the return that it was for.

    The amount is the same, except for rounding cents of units refunded meanwhile, and a surplus refund is limited to
    the current surplus. A return's refund drawn on several payments is retried with all its failed parts. Raises
    Conflict `invalid_transition` unless it failed and was not retried, `units_not_shipped`, `already_refunded`,
    `nothing_to_refund` and `refund_exceeds_captured`.
    """
    if failed.status is not RefundState.FAILED or failed.retried_as is not None:
        raise refund_not_retryable(failed)
    reopened = chosen if chosen is not None and chosen.status is ReturnState.RECEIVED else None
    parts = [failed]
    if reopened is not None:
        others = (each for each in order.refunds if each.return_id == reopened.id and each is not failed)
        parts.extend(each for each in others if each.needs_attention)
    claimed = [item for part in parts for item in part.items]
    items: Sequence[RefundItem] = claimed
    if failed.credits:
        items = refund_policy.credit_shipped(order, _units(claimed))
    shipping = sum(part.shipping_cents for part in parts)
    if failed.origin in SURPLUS_ORIGINS:
        if not (surplus := refund_policy.surplus_cents(order)):
            raise refund_exceeds_captured(0)
        # In other orders the shipping was cancelled with the units, and only this refund can have paid it back.
        if order.status in TERMINAL_STATUSES:
            shipping = min(shipping, refund_policy.refundable_shipping_cents(order))
        return _refund_value(
            order, failed, refund_ids, items, min(failed.amount_cents, surplus), shipping, chosen, now, metadata
        )
    if shipping > (most := refund_policy.refundable_shipping_cents(order)):
        raise refund_exceeds_captured(most)
    gained = sum(item.amount_cents for item in items) - sum(item.amount_cents for item in claimed)
    value = sum(part.amount_cents + part.credited_cents for part in parts) + gained
    if reopened is not None:
        reopened.transition_to(ReturnState.REFUNDED, now)
        made = return_credits.settle_value(
            order,
            reopened,
            refund_ids,
            items=items,
            value_cents=value,
            shipping_cents=shipping,
            repeats=parts,
            now=now,
            metadata=metadata,
        )
        if made is None:
            raise nothing_to_return(reopened.id)
        return made
    return _refund_value(order, failed, refund_ids, items, value, shipping, chosen, now, metadata)


def _refund_value(
    order: Order,
    failed: Refund,
    refund_ids: Sequence[int],
    items: Sequence[RefundItem],
    value: int,
    shipping: int,
    chosen: Return | None,
    now: datetime,
    metadata: EventMetadata,
) -> Refund:
    """Refund the value. It also counts for a return that was refunded without it because staff had dismissed it."""
    completed = chosen if chosen is not None and chosen.status is ReturnState.REFUNDED else None
    if completed is not None:
        most = return_credits.missing_cents(order, completed) + sum(item.amount_cents for item in items)
        if value - shipping > most:
            raise refund_exceeds_captured(max(0, most))
    requested = refund_policy.RefundRequest(
        amount_cents=value,
        shipping_cents=min(shipping, value),
        items=items,
        reason=failed.reason,
        origin=failed.origin,
        return_id=failed.return_id,
    )
    made, *_ = refund_policy.create_refunds(order, refund_ids, requested, now=now, metadata=metadata)
    failed.retry_as(made, now)
    if completed is not None:
        return_credits.add_retried_refund(order, completed, made, now=now)
    return made


def _units(items: Sequence[RefundItem]) -> Mapping[int, int]:
    """Units by line id; several refunds may claim units of one line."""
    units: dict[int, int] = {}
    for item in items:
        units[item.line_id] = units.get(item.line_id, 0) + item.quantity
    return units
