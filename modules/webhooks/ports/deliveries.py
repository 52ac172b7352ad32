"""Deliveries as a transaction changes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt, DeliveryState, DueDelivery, NewDelivery


class Deliveries(Protocol):
    def add(self, new: Sequence[NewDelivery]) -> None:
        """Note them, due at once; of an event to an endpoint (`origin` event) there is but one."""
        ...

    async def add_one(self, new: NewDelivery) -> Delivery: ...

    async def get(self, delivery_id: int) -> Delivery | None: ...

    async def claim(self, at_once: int, room: int, room_for_failing: int, until: datetime) -> Sequence[DueDelivery]:
        """Set due deliveries aside, and count a try of each.

        At most `at_once` of an endpoint are under way at a time, whoever sends them. At most
        `room` in all, of which `room_for_failing` to endpoints that nothing gets through to.
        """
        ...

    async def keep_body(self, delivery_id: int, body: bytes) -> bytes | None:
        """The body that is stored from now on: the first that came. None: the delivery is gone."""
        ...

    async def record_attempt(self, due: DueDelivery, fate: DeliveryState, ended: DeliveryAttempt) -> bool:
        """Note how the try ended; False, and nothing, if the delivery is this sender's no longer."""
        ...

    async def discard(self, endpoint_id: int) -> None:
        """Give up whatever the endpoint still waits for."""
        ...

    async def erase_bodies(self, person_ids: Sequence[int]) -> None:
        """Drop the stored bodies that are about these people; what is still to be sent is rendered anew."""
        ...

    async def prune(self, before: datetime, at_most: int) -> int:
        """Delete settled deliveries that are older; how many."""
        ...
