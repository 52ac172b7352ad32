"""Queries of endpoints and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt, Status
from modules.webhooks.domain.endpoint import Endpoint
from shared.kernel.paging import Page, PageRequest

ENDPOINT_SORTS = frozenset({"id", "created_at", "updated_at"})
DELIVERY_SORTS = frozenset({"id", "created_at"})


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """None matches any value."""

    status: Status | None = None
    event_type: str | None = None


class WebhookQueries(Protocol):
    async def get_endpoint(self, endpoint_id: int) -> Endpoint | None: ...

    async def list_endpoints(self, wanted: PageRequest) -> Page[Endpoint]: ...

    async def get_delivery(self, delivery_id: int) -> tuple[Delivery, Sequence[DeliveryAttempt]] | None:
        """The delivery with its body, and its attempts in order."""
        ...

    async def list_of_user(self, person_id: int) -> Sequence[Delivery]:
        """Deliveries about the user that have a stored body, oldest first."""
        ...

    async def list_deliveries(self, endpoint_id: int, wanted: PageRequest, where: DeliveryFilter) -> Page[Delivery]:
        """Deliveries of the endpoint, without bodies."""
        ...
