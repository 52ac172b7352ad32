"""Delete the stored message bodies about erased users."""

from collections.abc import Sequence

from modules.webhooks.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class EraseUsers:
    """Runs in the transaction of the deliveries: event handlers do not open units of work."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, user_ids: Sequence[int]) -> None:
        await self._join(tx).deliveries.erase_bodies(user_ids)
