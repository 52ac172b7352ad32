"""Claim due provider requests under a lease, so that only one process sends each."""

from modules.orders.domain.settlement.due_requests import Due, claim_due_request
from modules.orders.ports.unit_of_work import Begin


class ClaimDue:
    """Claims one task at a time. The claim is committed before the request is sent."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, order_id: int) -> Due | None:
        """None if nothing is due for the order now, or another process has claimed it."""
        async with self._begin() as work:
            order = await work.orders.lock(order_id)
            if order is None:
                return None
            due = claim_due_request(order, work.tx.now)
            if due is not None:
                work.orders.save_money(order)
                await work.commit()
        return due
