"""Read model of endpoints and deliveries."""

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
    """None: any."""

    status: Status | None = None
    event_type: str | None = None


class WebhookReadModel(Protocol):
    async def endpoint(self, endpoint_id: int) -> Endpoint | None: ...

    async def endpoints(self, wanted: PageRequest) -> Page[Endpoint]: ...

    async def delivery(self, delivery_id: int) -> tuple[Delivery, Sequence[DeliveryAttempt]] | None:
        """With its body and its tries, in their order."""
        ...

    async def of_user(self, person_id: int) -> Sequence[Delivery]:
        """What is told, or will be, of the user, with its bodies; oldest first."""
        ...

    async def deliveries(self, endpoint_id: int, wanted: PageRequest, where: DeliveryFilter) -> Page[Delivery]:
        """Without their bodies."""
        ...
