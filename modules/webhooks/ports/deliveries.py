"""Port for changing deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt, DeliveryState, DueDelivery, NewDelivery


class Deliveries(Protocol):
    def add(self, new: Sequence[NewDelivery]) -> None:
        """Insert deliveries, due now. An endpoint gets one delivery of `origin` event per event."""
        ...

    async def add_one(self, new: NewDelivery) -> Delivery: ...

    async def get(self, delivery_id: int) -> Delivery | None: ...

    async def claim(
        self, max_per_endpoint: int, capacity: int, failing_capacity: int, until: datetime
    ) -> Sequence[DueDelivery]:
        """Lease due deliveries until `until` and count an attempt of each.

        At most `max_per_endpoint` deliveries per endpoint are leased at a time, across all senders. Returns
        at most `capacity` deliveries, of which at most `failing_capacity` to failing endpoints.
        """
        ...

    async def store_body(self, delivery_id: int, body: bytes) -> bytes | None:
        """Store the body unless there is one. Returns the stored body, None if the delivery is gone."""
        ...

    async def record_attempt(self, due: DueDelivery, state: DeliveryState, attempt: DeliveryAttempt) -> bool:
        """Record the attempt and the new state. Returns False without a change if the lease was lost."""
        ...

    async def discard(self, endpoint_id: int) -> None:
        """Discard the endpoint's pending deliveries."""
        ...

    async def erase_bodies(self, person_ids: Sequence[int]) -> None:
        """Delete the stored bodies about these users. Pending deliveries are rendered again."""
        ...

    async def prune(self, before: datetime, at_most: int) -> int:
        """Delete finished deliveries created before `before`. Returns how many."""
        ...


class DeliveryWakeup(Protocol):
    """Wakes the delivery worker of this process; the `Wakeup` of the worker implements it."""

    def notify(self) -> None: ...
