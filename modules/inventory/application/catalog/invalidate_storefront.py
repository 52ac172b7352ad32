"""Invalidate changed products in the storefront cache."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from modules.inventory.ports.storefront_cache import MAX_STALENESS_SECONDS, StorefrontCache
from shared.kernel.errors import Unavailable


class InvalidateStorefront:
    """Idempotent.

    An unreachable cache is retried only while it can hold entries from before the change. Afterwards they
    have expired, so a long outage leaves neither retries nor dead letters.
    """

    def __init__(self, storefront: StorefrontCache, clock: Callable[[], datetime]) -> None:
        self._storefront = storefront
        self._clock = clock

    async def __call__(self, skus: Collection[str], since: datetime) -> None:
        """Invalidate the SKUs that changed at `since`. Raises Unavailable if it should be retried."""
        try:
            await self._storefront.invalidate(skus)
        except Unavailable:
            if self._clock() - since < timedelta(seconds=MAX_STALENESS_SECONDS):
                raise
