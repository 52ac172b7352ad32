"""Render an event for API callers, with a cursor for its position."""

from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic import Field

from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.requests.fields import OutModel
from shared.kernel.feed import FeedEvent, Position


class EventOut(OutModel):
    """An event with the attributes of CloudEvents 1.0 and those of this program."""

    specversion: str = "1.0"
    id: UUID
    source: str = Field(description="The module that published the event.")
    type: str
    subject: str
    time: datetime = Field(description="The same as `occurred_at`.")
    datacontenttype: str = "application/json"
    schema_version: int
    aggregate_type: str
    aggregate_id: str
    sequence: int = Field(description="The event's gapless sequence number within its aggregate, starting at 1.")
    occurred_at: datetime
    correlation_id: str = Field(description="The id of the request that caused the event.")
    causation_id: UUID | None = Field(description="The id of the event that caused this one.")
    actor: str
    data: dict[str, Any] = Field(description="Ids, states and amounts; never personal data.")


Event = TypeVar("Event", bound=EventOut)


def event_out(event: FeedEvent, model: type[Event]) -> Event:
    """The event as that model, which may add examples."""
    shown = model.model_construct(
        id=event.id,
        source=f"/{event.type.partition('.')[0]}",
        type=event.type,
        subject=f"{event.aggregate_type}:{event.aggregate_id}",
        time=event.occurred_at,
        schema_version=event.schema_version,
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        sequence=event.sequence,
        occurred_at=event.occurred_at,
        correlation_id=event.correlation_id,
        causation_id=event.causation_id,
        actor=event.actor,
        data=dict(event.data),
    )
    return cast(Event, shown)  # pydantic's plugin for mypy types it as the bound


class EventCursorCodec:
    """Encodes positions as cursors, bound to what is read (`events`, the stream of one resource)."""

    def __init__(self, cursors: Cursors, bound_to: str) -> None:
        self._cursors = cursors
        self._bound_to = bound_to

    def seal(self, position: Position) -> str:
        held = [position.cluster, position.transaction, position.sequence, position.event_id, position.at]
        return self._cursors.seal(self._bound_to, held)

    def open(self, cursor: str | None) -> Position | None:
        """The position; None without a cursor. Raises BadRequest `cursor_invalid`."""
        if cursor is None:
            return None
        held = self._cursors.open(self._bound_to, cursor)
        return Position(*held) if len(held) == _HELD else _from_legacy_cursor(*held)


_HELD = 5


def _from_legacy_cursor(cluster: int, transaction: int, _event_id: UUID, at: datetime) -> Position:
    """A cursor from an earlier version, which ordered a transaction's events by id: it continues before that
    transaction's events.

    They may be read a second time; none is skipped.
    """
    return Position(cluster=cluster, transaction=transaction, sequence=0, event_id=UUID(int=0), at=at)
