"""Ids for the refunds that one decision makes."""

from collections.abc import Sequence

from modules.orders.domain.order.order import Order
from modules.orders.ports.unit_of_work import UnitOfWork


async def refund_ids(work: UnitOfWork, order: Order) -> Sequence[int]:
    """As many as `refunding.ask_all` can need: one for each of the order's payments."""
    return await work.orders.next_ids(max(1, len(order.payments)), "refund")
