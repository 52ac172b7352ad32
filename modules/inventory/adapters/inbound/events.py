"""What inventory does when something has happened: it follows its own stock at a distance, and shows it anew."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from modules.inventory.application.show_anew import ShowAnew
from modules.inventory.application.tell_standing import TellStanding
from modules.inventory.public import (
    AvailabilityChanged,
    ProductArchived,
    ProductUpdated,
    ReservationCommitted,
    ReservationDeallocated,
    ReservationExpired,
    ReservationFilled,
    ReservationHeld,
    ReservationReleased,
    StockAdjusted,
    StockOut,
    StockReceived,
)
from shared.kernel.events import Delivered
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction

STOCK_MOVED = (
    ReservationHeld,
    ReservationCommitted,
    ReservationReleased,
    ReservationExpired,
    ReservationFilled,
    ReservationDeallocated,
    StockReceived,
    StockAdjusted,
    ProductUpdated,
)
LOOKS_DIFFERENT = (ProductUpdated, ProductArchived, AvailabilityChanged, StockOut)
"""Whatever moves stock ends in one of these within a second; a new product has not been shown before.

No more of them than are needed: each is a delivery of its own, thousands when a catalogue is taken over.
"""


def subscriptions(tell_standing: TellStanding, show_anew: ShowAnew) -> list[Subscription]:
    async def follow_stock(tx: Transaction, event: Delivered) -> None:
        await tell_standing(tx, _skus(event.data), event.cause)

    async def forget_cached(event: Delivered) -> None:
        await show_anew(_skus(event.data), event.occurred_at)

    return [
        Subscription("inventory.follow_stock", [fact.type for fact in STOCK_MOVED], effect=follow_stock),
        Subscription("inventory.forget_cached", [fact.type for fact in LOOKS_DIFFERENT], outward=forget_cached),
    ]


def _skus(data: Mapping[str, object]) -> list[str]:
    if "sku" in data:
        return [str(data["sku"])]
    units = cast("Sequence[Mapping[str, Any]]", data["units"])
    return sorted({str(unit["sku"]) for unit in units})
