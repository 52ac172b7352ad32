"""Effects of stock movements on an order."""

from collections.abc import Iterable
from datetime import datetime

from modules.orders.domain.order.erasure import CUSTOMER_ERASED
from modules.orders.domain.order.events import Updated
from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import OPEN_STATUSES, TRANSITIONS, Transition
from shared.kernel.events import EventMetadata

STOCK_SHORTFALL = "stock_shortfall"
"""Hold reason: units allocated to the order no longer exist."""


def apply_stock_movements(
    order: Order,
    allocations: Iterable[Allocation],
    *,
    now: datetime,
    metadata: EventMetadata,
    shortfall: bool,
    is_short: bool,
) -> None:
    """Replace the allocations by those of the stock; no effect on an order that has ended.

    `shortfall`: units turned out not to exist. The order is on hold while they are missing (`is_short`).
    """
    if order.status not in OPEN_STATUSES:
        return
    moved = order.replace_allocations(allocations)
    held = shortfall and is_short and order.hold is None and Transition.HOLD in TRANSITIONS[order.status]
    if moved or held:
        order.change(now)
    if moved:
        order.record(Updated, now, metadata, fields=("items",))
    if held:
        order.hold_for(STOCK_SHORTFALL, now, metadata)
    end_shortfall(order, now, metadata, is_short=is_short)


def is_held_for_shortfall(order: Order) -> bool:
    return order.hold is not None and order.hold.reason == STOCK_SHORTFALL


def end_shortfall(order: Order, now: datetime, metadata: EventMetadata, *, is_short: bool) -> None:
    """Release the hold once no units are missing; holds for other reasons stay.

    If the address has been erased meanwhile, the order is held for that reason instead.
    """
    if not is_held_for_shortfall(order) or is_short:
        return
    if order.has_erased_address:
        order.change(now)
        order.hold_for(CUSTOMER_ERASED, now, metadata)
    else:
        order.release_hold(now, metadata)
