"""Settle many orders at the payment provider, with bounded concurrency."""

import asyncio
from collections.abc import Mapping

from modules.orders.application.settlement.claim_due_orders import ClaimDueOrders
from modules.orders.application.settlement.settle_order import SettleOrder
from shared.kernel.events import EventMetadata

MAX_CONCURRENT = 8


class SettleOrders:
    """The requests of up to `MAX_CONCURRENT` orders are claimed together and sent at the same time.

    A failing order does not block the others; the first failure is raised at the end.
    """

    def __init__(self, claim: ClaimDueOrders, settle: SettleOrder) -> None:
        self._claim = claim
        self._settle = settle

    async def __call__(self, orders: Mapping[int, EventMetadata]) -> None:
        ids, failures = list(orders), list[BaseException]()
        for start in range(0, len(ids), MAX_CONCURRENT):
            claimed = await self._claim(ids[start : start + MAX_CONCURRENT])
            settling = (self._settle.send(due, orders[due.order_id]) for due in claimed)
            results = await asyncio.gather(*settling, return_exceptions=True)
            failures += [result for result in results if result is not None]
        for failure in failures:
            raise failure
