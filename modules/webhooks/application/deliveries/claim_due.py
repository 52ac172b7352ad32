"""What is due is set aside for one sender."""

from collections.abc import Sequence

from modules.webhooks.domain.delivery import LEASE, DueDelivery
from modules.webhooks.ports.unit_of_work import Begin

AT_ONCE = 2
"""Deliveries under way to one endpoint, so that none keeps the sender to itself."""


class ClaimDue:
    """Committed when it returns: a sender that dies leaves its deliveries to others, once the lease is over."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, room: int, room_for_failing: int) -> Sequence[DueDelivery]:
        async with self._begin(None) as work:
            due = await work.deliveries.claim(AT_ONCE, room, room_for_failing, work.tx.now + LEASE)
            await work.commit()
        return due
