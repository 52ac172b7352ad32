"""Endpoints as a transaction changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.webhooks.domain.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    url: str
    event_types: tuple[str, ...]
    description: str | None
    active: bool


class Endpoints(Protocol):
    async def add(self, new: NewEndpoint) -> Endpoint: ...

    async def lock(self, endpoint_id: int) -> Endpoint | None:
        """The endpoint; until the end nobody else changes it, sends to it or settles what was sent."""
        ...

    async def active(self) -> Sequence[Endpoint]:
        """All that are sent to; none of them is deleted before the end."""
        ...

    async def save(self, endpoint: Endpoint) -> None: ...

    async def remove(self, endpoint_id: int) -> None:
        """With all its deliveries."""
        ...


class EventSubscription(Protocol):
    async def follow(self) -> None:
        """Have events delivered exactly while there is an active endpoint; to be called after any change of one."""
        ...
