"""Ports for changing endpoints and the event subscription."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.webhooks.domain.endpoint import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    url: str
    event_types: tuple[str, ...]
    description: str | None
    active: bool


class Endpoints(Protocol):
    async def add(self, new: NewEndpoint) -> Endpoint: ...

    async def lock(self, endpoint_id: int) -> Endpoint | None:
        """Lock the endpoint until the transaction ends: no other process changes, claims or settles meanwhile."""
        ...

    async def active(self) -> Sequence[Endpoint]:
        """All active endpoints, locked against deletion until the transaction ends."""
        ...

    async def save(self, endpoint: Endpoint) -> None:
        """Update the endpoint, and publish its new events with the commit."""
        ...

    async def remove(self, endpoint_id: int) -> None:
        """Delete the endpoint and all its deliveries."""
        ...


class EventSubscription(Protocol):
    async def sync(self) -> None:
        """Subscribe to events while there is an active endpoint. Call it after every change of an endpoint."""
        ...
