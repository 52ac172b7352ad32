"""A refund that failed is made once more, as a refund of its own."""

from collections.abc import Sequence
from datetime import datetime

from modules.orders.domain import refunding, returning
from modules.orders.domain.errors import nothing_to_return, refund_exceeds_captured
from modules.orders.domain.order import Order
from modules.orders.domain.refund import OF_A_SURPLUS, Refund, not_open
from modules.orders.domain.refund import State as RefundState
from modules.orders.domain.returns import Return, State
from shared.kernel.events import Cause


def retry(
    order: Order, failed: Refund, refund_ids: Sequence[int], chosen: Return | None, now: datetime, cause: Cause
) -> Refund:
    """Claim again what the failed refund had claimed; `chosen` is the return that it was for.

    The amount is the same; where units of its lines were refunded meanwhile, it may differ by the cents that
    have gone to those. Raises Conflict `invalid_transition` unless it failed and was not repeated,
    `units_not_shipped`, `already_refunded`, `nothing_to_refund` and `refund_exceeds_captured`.
    """
    if failed.status is not RefundState.FAILED or failed.retried_as is not None:
        raise not_open(failed)
    items = failed.items
    if failed.credits:
        items = refunding.credit_shipped(order, {item.line_id: item.quantity for item in failed.items})
    if failed.shipping_cents > (most := refunding.refundable_shipping_cents(order)):
        raise refund_exceeds_captured(most)
    if failed.origin in OF_A_SURPLUS and failed.amount_cents > (most := refunding.surplus_cents(order)):
        raise refund_exceeds_captured(most)
    gained = sum(item.amount_cents for item in items) - sum(item.amount_cents for item in failed.items)
    value = failed.amount_cents + failed.credited_cents + gained
    if chosen is not None and chosen.status is State.RECEIVED:
        chosen.become(State.REFUNDED, now)
        made = returning.give(order, chosen, refund_ids, items, value, failed.shipping_cents, now, cause)
        if made is None:
            raise nothing_to_return(chosen.id)
    else:
        shipping = min(failed.shipping_cents, value)
        wish = refunding.Wish(value, shipping, items, failed.reason, failed.origin, failed.return_id)
        made, *_ = refunding.ask_all(order, refund_ids, wish, now, cause)
    refunding.repeated(failed, made, now)
    return made
