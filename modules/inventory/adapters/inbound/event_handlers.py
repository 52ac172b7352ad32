"""The event consumers of inventory: announcements of availability, and cache invalidation."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from modules.inventory.adapters.inbound.consumers import INVALIDATE_CACHE, PUBLISH_AVAILABILITY
from modules.inventory.application.catalog.invalidate_storefront import InvalidateStorefront
from modules.inventory.application.stock.publish_availability import PublishAvailability
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(
    publish_availability: PublishAvailability, invalidate_storefront: InvalidateStorefront
) -> list[Subscription]:
    async def follow_stock(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await publish_availability(tx, _skus(events), events[-1].metadata)

    async def invalidate_cached(events: Sequence[ReceivedEvent]) -> None:
        await invalidate_storefront(_skus(events), max(event.occurred_at for event in events))

    return [
        Subscription(PUBLISH_AVAILABILITY, batch_handler=follow_stock),
        Subscription(INVALIDATE_CACHE, external_batch_handler=invalidate_cached),
    ]


def _skus(events: Sequence[ReceivedEvent]) -> list[str]:
    """The SKUs of the events, sorted and without duplicates."""
    return sorted({sku for event in events for sku in _named(event.data)})


def _named(data: Mapping[str, object]) -> list[str]:
    if "sku" in data:
        return [str(data["sku"])]
    units = cast("Sequence[Mapping[str, Any]]", data["units"])
    return [str(unit["sku"]) for unit in units]
