"""What becomes of an order when its units move without anybody asking for it."""

from collections.abc import Iterable
from datetime import datetime

from modules.orders.domain.events import Held, Updated
from modules.orders.domain.life import LIFE, LIVE, Step
from modules.orders.domain.order import Allocation, Hold, Order
from shared.kernel.events import Cause

STOCK_SHORTFALL = "stock_shortfall"
"""The reason of a hold that nobody asked for: units promised to the order are gone."""


def follow_stock(
    order: Order, allocations: Iterable[Allocation], now: datetime, cause: Cause, *, shortfall: bool
) -> None:
    """Count its units as the stock keeps all of them now; nothing happens to an order that has ended.

    `shortfall`: units turned out not to exist, so it is held until somebody has looked at it.
    """
    if order.status not in LIVE:
        return
    moved = order.recount(allocations)
    held = shortfall and order.hold is None and Step.HOLD in LIFE[order.status]
    if moved or held:
        order.change(now)
    if moved:
        order.record(Updated, now, cause, fields=("items",))
    if held:
        order.hold = Hold(STOCK_SHORTFALL, now)
        order.record(Held, now, cause, reason=STOCK_SHORTFALL)
