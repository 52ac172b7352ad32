"""Settle many orders at the payment provider, with bounded concurrency."""

import asyncio
from collections.abc import Mapping

from modules.orders.application.settlement.settle_order import SettleOrder
from shared.kernel.events import EventMetadata

MAX_CONCURRENT = 8


class SettleOrders:
    """A failing order does not block the others; the first failure is raised at the end."""

    def __init__(self, settle: SettleOrder) -> None:
        self._settle = settle

    async def __call__(self, orders: Mapping[int, EventMetadata]) -> None:
        semaphore = asyncio.Semaphore(MAX_CONCURRENT)

        async def settle_one(order_id: int, metadata: EventMetadata) -> None:
            async with semaphore:
                await self._settle(order_id, metadata)

        settling = (settle_one(order_id, metadata) for order_id, metadata in orders.items())
        results = await asyncio.gather(*settling, return_exceptions=True)
        for failure in (result for result in results if result is not None):
            raise failure
