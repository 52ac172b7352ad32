"""Takes out of the shop window what has changed."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from modules.inventory.ports.storefront_cache import MAX_STALENESS_SECONDS, StorefrontCache
from shared.kernel.errors import Unavailable


class InvalidateStorefront:
    """Again and again is the same as once.

    A window out of reach is worth another try only as long as it could still show what was
    before the change. Later there is nothing left to take out, so its long absence leaves
    neither a queue of tries nor dead letters behind.
    """

    def __init__(self, window: StorefrontCache, clock: Callable[[], datetime]) -> None:
        self._window = window
        self._clock = clock

    async def __call__(self, skus: Collection[str], since: datetime) -> None:
        """Forget the SKUs that changed at `since`. Raises Unavailable: try again."""
        try:
            await self._window.invalidate(skus)
        except Unavailable:
            if self._clock() - since < timedelta(seconds=MAX_STALENESS_SECONDS):
                raise
