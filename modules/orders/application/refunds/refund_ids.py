"""Ids for new refunds."""

from collections.abc import Sequence

from modules.orders.domain.order.order import Order
from modules.orders.ports.unit_of_work import UnitOfWork


async def refund_ids(work: UnitOfWork, order: Order) -> Sequence[int]:
    """Enough ids for one request: one for each payment of the order."""
    return await work.orders.next_ids(max(1, len(order.payments)), "refund")
