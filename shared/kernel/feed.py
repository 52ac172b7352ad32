"""Event feeds and streams: events in the order in which they became visible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.errors import Gone

RETENTION = timedelta(days=30)
"""Retention period of feeds and streams."""


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """An event as API users read it. `transaction` is the number of the transaction that determines its position.

    This is the transaction that wrote the event, or a later one that wrote an earlier event of the same aggregate.
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
    """A position in the order in which events became visible: all events up to it have been read.

    `transaction` is the event's; `sequence` and `event_id` order events of one transaction, and no event long before
    `event_id` can follow. `cluster` is the database server that assigned these numbers. `at` is the time of the last
    event before the position.
    """

    cluster: int
    transaction: int
    sequence: int
    event_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """The state of transactions: all below `settled` have ended, `newest` has not started.

    `event_id` is the smallest id that an event recorded now can have.
    """

    cluster: int
    settled: int
    newest: int
    now: datetime
    event_id: UUID

    def require_retained(self, position: Position) -> None:
        """Raise Gone unless all events after the position are still retained by the same cluster."""
        too_old = position.at < self.now - RETENTION
        if too_old or position.cluster != self.cluster or position.transaction > self.newest:
            raise Gone("cursor_expired", "What the cursor points at is no longer kept.")

    def position(self) -> Position:
        """The position after all settled events. No event is at it: sequences begin at 1."""
        return Position(self.cluster, self.settled, 0, self.event_id, self.now)

    def beginning(self) -> Position:
        """The start of the feed."""
        return Position(self.cluster, 0, 0, UUID(int=0), self.now - RETENTION)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page. `next_position` is always set; a page without items means that all events have been read."""

    items: Sequence[FeedEvent]
    next_position: Position

    def position_of(self, item: FeedEvent) -> Position:
        """The position after this item of the page."""
        place = (item.transaction, item.sequence, item.id)
        return Position(self.next_position.cluster, *place, at=item.occurred_at)
