"""Claim the due provider requests of many orders in one transaction."""

from collections.abc import Collection, Sequence

from modules.orders.domain.settlement.due_requests import Due, claim_due_request
from modules.orders.ports.unit_of_work import Begin


class ClaimDueOrders:
    """As `ClaimDue`, for one request of each order. The claims are committed before the requests are sent.

    Orders that are locked are left out: most likely another process claims their requests, else they stay due.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, order_ids: Collection[int]) -> Sequence[Due]:
        claimed: list[Due] = []
        async with self._begin() as work:
            for order in await work.orders.lock_available(order_ids):
                due = claim_due_request(order, work.tx.now)
                if due is not None:
                    claimed.append(due)
                    work.orders.save_money(order)
            if claimed:
                await work.commit()
        return claimed
