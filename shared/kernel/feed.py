"""Event feeds and streams: events in the order in which they became visible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.errors import Gone

RETENTION = timedelta(days=30)
"""Feeds and streams reach back this far."""


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """An event as the world reads it; `transaction` is the number of the one at which it stands in the order.

    That is the one that wrote it, or a later one that wrote an earlier event of the same aggregate.
    """

    id: UUID
    type: str
    schema_version: int
    aggregate_type: str
    aggregate_id: str
    sequence: int
    occurred_at: datetime
    correlation_id: str
    causation_id: UUID | None
    actor: str
    data: Mapping[str, object]
    transaction: int


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order in which events became visible: everything up to it has been read.

    `transaction` is the event's, `sequence` and `event_id` order within it. `cluster` is the
    database server whose numbers these are. `at` is when the last event before it occurred.
    """

    cluster: int
    transaction: int
    sequence: int
    event_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Watermark:
    """The state of transactions: all below `settled` have ended, `newest` has not started."""

    cluster: int
    settled: int
    newest: int
    now: datetime

    def require_retained(self, position: Position) -> None:
        """Raise Gone unless all events after the position are still retained by the same cluster."""
        too_old = position.at < self.now - RETENTION
        if too_old or position.cluster != self.cluster or position.transaction > self.newest:
            raise Gone("cursor_expired", "What the cursor points at is no longer kept.")

    def position(self) -> Position:
        """The position after all settled events."""
        return Position(self.cluster, self.settled, 0, UUID(int=0), self.now)

    def beginning(self) -> Position:
        """The start of the feed."""
        return Position(self.cluster, 0, 0, UUID(int=0), self.now - RETENTION)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`next_position` is always given; no items means caught up."""

    items: Sequence[FeedEvent]
    next_position: Position

    def position_of(self, item: FeedEvent) -> Position:
        """The position after this item of the page."""
        place = (item.transaction, item.sequence, item.id)
        return Position(self.next_position.cluster, *place, at=item.occurred_at)
