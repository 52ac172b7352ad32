"""Events that happened, as far as they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from modules.webhooks.domain.delivery import Message


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What a message's body is made of."""

    type: str
    occurred_at: datetime
    sequence: int
    data: Mapping[str, object]


class EventLog(Protocol):
    async def get(self, event_id: UUID) -> StoredEvent | None:
        """None: it is not kept any more."""
        ...


class Events(Protocol):
    async def between(self, since: datetime, until: datetime, after: UUID | None, at_most: int) -> Sequence[Message]:
        """Those that occurred from `since` on and before `until`, by id, from after the given one."""
        ...

    async def not_fanned_out_before(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Events just before these, of the same aggregates, that have not become deliveries to endpoints yet."""
        ...
