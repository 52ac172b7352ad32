"""Published events, as other modules and API users read them."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EventMetadata:
    """The origin of an event or change: the actor, the request and the causing event.

    `actor` is a principal's name (`user:7`). `request_id` and `traceparent` (W3C Trace
    Context) follow the work across processes; `causation_id` is the event that led here.
    """

    actor: str
    request_id: str
    causation_id: UUID | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every published event; a subclass's fields are the event's `data`.

    Data holds ids, states and amounts in JSON's own types, never names, addresses,
    e-mail or tokens: consumers read those from their source, so that erasure remains effective.
    """

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1
    aggregate_type: ClassVar[str]


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """An event about to be written: `sequence` counts its aggregate's events gaplessly from 1."""

    event: Event
    _: KW_ONLY
    aggregate_id: str
    sequence: int
    metadata: EventMetadata


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event as a consumer receives it, at least once; `data` as it was written."""

    id: UUID
    type: str
    schema_version: int
    aggregate_type: str
    aggregate_id: str
    sequence: int
    occurred_at: datetime
    correlation_id: str
    actor: str
    data: Mapping[str, object]
    consumer: str
    traceparent: str | None = None

    @property
    def key(self) -> str:
        """A stable idempotency key of this delivery for external systems."""
        return f"{self.id}:{self.consumer}"

    @property
    def metadata(self) -> EventMetadata:
        """The metadata of changes that the consumer makes because of the event."""
        return EventMetadata(
            actor=self.consumer,
            request_id=self.correlation_id,
            causation_id=self.id,
            traceparent=self.traceparent,
        )
