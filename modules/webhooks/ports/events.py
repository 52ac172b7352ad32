"""Ports for reading stored events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from modules.webhooks.domain.delivery import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """The parts of an event from which a message body is rendered."""

    type: str
    occurred_at: datetime
    sequence: int
    data: Mapping[str, object]


class EventLog(Protocol):
    async def get(self, event_id: UUID) -> StoredEvent | None:
        """Returns None if the event is no longer stored."""
        ...


class Events(Protocol):
    async def between(self, since: datetime, until: datetime, after: UUID | None, at_most: int) -> Sequence[Message]:
        """Events that occurred from `since` (inclusive) to `until` (exclusive), by id, after the given id."""
        ...

    async def not_fanned_out_before(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Preceding events of the same aggregates that are not fanned out yet."""
        ...
