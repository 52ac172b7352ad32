"""What inventory does when something has happened: it follows its own stock at a distance."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from modules.inventory.application.tell_standing import TellStanding
from modules.inventory.ports.product_cache import ProductCache
from modules.inventory.public import (
    ProductArchived,
    ProductUpdated,
    ReservationCommitted,
    ReservationDeallocated,
    ReservationExpired,
    ReservationFilled,
    ReservationHeld,
    ReservationReleased,
    StockAdjusted,
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


PRODUCT_CHANGED = (ProductUpdated, ProductArchived)


def subscriptions(tell_standing: TellStanding, cache: ProductCache) -> list[Subscription]:
    async def follow_stock(tx: Transaction, event: Delivered) -> None:
        await tell_standing(tx, _skus(event.data), event.cause)

    async def forget_copies(event: Delivered) -> None:
        await cache.forget(event.aggregate_id)

    return [
        Subscription("inventory.follow_stock", [fact.type for fact in STOCK_MOVED], effect=follow_stock),
        Subscription("inventory.forget_copies", [fact.type for fact in PRODUCT_CHANGED], outward=forget_copies),
    ]


def _skus(data: Mapping[str, object]) -> list[str]:
    if "sku" in data:
        return [str(data["sku"])]
    units = cast("Sequence[Mapping[str, Any]]", data["units"])
    return sorted({str(unit["sku"]) for unit in units})
