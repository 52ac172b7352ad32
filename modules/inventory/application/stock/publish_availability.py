"""Announce availability: low, out of stock, back in stock, and the available quantity."""

from collections.abc import Collection
from datetime import timedelta
from weakref import WeakKeyDictionary

from modules.inventory.ports.unit_of_work import Join, UnitOfWork
from modules.inventory.public import InventoryPolicy
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class PublishAvailability:
    """Consumes stock events, so that transactions that change stock need not announce it.

    All events of a batch were committed before its transaction began, so each SKU is checked once.
    """

    def __init__(self, join: Join, policy: InventoryPolicy) -> None:
        self._join = join
        self._policy = policy
        self._checked: WeakKeyDictionary[Transaction, set[str]] = WeakKeyDictionary()

    async def __call__(self, tx: Transaction, skus: Collection[str], metadata: EventMetadata) -> None:
        """Announce changes of the SKUs that this transaction has not checked yet."""
        checked = self._checked.setdefault(tx, set())
        unchecked = set(skus) - checked
        if unchecked:
            await publish_availability(self._join(tx), unchecked, metadata=metadata, policy=self._policy)
            checked |= unchecked


async def publish_availability(
    work: UnitOfWork, skus: Collection[str], *, metadata: EventMetadata, policy: InventoryPolicy
) -> None:
    """Compare current with announced availability. Lock first, so that announcements are in order."""
    pause = timedelta(seconds=policy.announce_seconds)
    announced = await work.announced_availability.lock(skus)
    seen = await work.announced_availability.get_current(skus)
    changed = []
    for sku, before in announced.items():
        available, threshold, tracked = seen[sku]
        if not tracked:
            continue
        low = policy.low_stock_default if threshold is None else threshold
        after = before.announce(available, low, work.tx.now, pause, metadata)
        if after != before:
            changed.append(after)
    work.announced_availability.save(changed)
