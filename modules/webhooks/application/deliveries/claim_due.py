"""Claim due deliveries for one sender."""

from collections.abc import Sequence

from modules.webhooks.domain.delivery import LEASE, DueDelivery
from modules.webhooks.ports.unit_of_work import Begin

MAX_PER_ENDPOINT = 2
"""Maximum number of concurrent deliveries per endpoint, so that no endpoint uses all capacity."""


class ClaimDue:
    """The claim is committed on return. If a sender dies, others claim its deliveries after the lease expires."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, capacity: int, failing_capacity: int) -> Sequence[DueDelivery]:
        async with self._begin() as work:
            due = await work.deliveries.claim(MAX_PER_ENDPOINT, capacity, failing_capacity, work.tx.now + LEASE)
            await work.commit()
        return due
