"""What becomes of an order when its units move without anybody asking for it."""

from collections.abc import Iterable
from datetime import datetime

from modules.orders.domain.order.erasure import CUSTOMER_ERASED, has_erased_address
from modules.orders.domain.order.events import Held, Updated
from modules.orders.domain.order.hold import Hold
from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import OPEN_STATUSES, TRANSITIONS, Transition
from shared.kernel.events import EventMetadata

STOCK_SHORTFALL = "stock_shortfall"
"""The reason of a hold that nobody asked for: units promised to the order are gone."""


def apply_stock_movements(
    order: Order,
    allocations: Iterable[Allocation],
    now: datetime,
    cause: EventMetadata,
    *,
    shortfall: bool,
    is_short: bool,
) -> None:
    """Count its units as the stock keeps all of them now; nothing happens to an order that has ended.

    `shortfall`: units turned out not to exist; while they are missing (`is_short`) the order is on hold.
    """
    if order.status not in OPEN_STATUSES:
        return
    moved = order.replace_allocations(allocations)
    held = shortfall and is_short and order.hold is None and Transition.HOLD in TRANSITIONS[order.status]
    if moved or held:
        order.change(now)
    if moved:
        order.record(Updated, now, cause, fields=("items",))
    if held:
        order.hold = Hold(STOCK_SHORTFALL, now)
        order.record(Held, now, cause, reason=STOCK_SHORTFALL)
    end_shortfall(order, now, cause, is_short=is_short)


def is_held_for_shortfall(order: Order) -> bool:
    """Whether it is on hold because units are missing."""
    return order.hold is not None and order.hold.reason == STOCK_SHORTFALL


def end_shortfall(order: Order, now: datetime, cause: EventMetadata, *, is_short: bool) -> None:
    """Release the hold once no unit is missing any more; holds for other reasons stay.

    Where the address has been erased meanwhile, the order is on hold for that instead.
    """
    if not is_held_for_shortfall(order) or is_short:
        return
    if has_erased_address(order):
        order.hold = Hold(CUSTOMER_ERASED, now)
        order.change(now)
        order.record(Held, now, cause, reason=CUSTOMER_ERASED)
    else:
        order.release_hold(now, cause)
