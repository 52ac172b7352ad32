"""Expire overdue holds, in case that orders do not release them."""

from uuid import uuid4

from modules.inventory.application.reservations.reservation_expiry import expire_overdue_holds
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM

SKUS_AT_ONCE = 50
ROUNDS = 200


class ExpireHolds:
    """Expires all overdue holds, a batch of SKUs per transaction."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        metadata = EventMetadata(SYSTEM.name, f"expiry-{uuid4()}")
        for _ in range(ROUNDS):
            async with self._begin() as work:
                skus = await work.reservations.list_overdue_skus(work.tx.now, SKUS_AT_ONCE)
                if not skus:
                    return
                stocks = (await work.stock_levels.lock(skus)).stocks
                entries = await expire_overdue_holds(work, stocks, metadata)
                work.stock_levels.save(stocks.values(), entries or ())
                await work.commit()
