"""One event on its way to one consumer: leased, attempted, settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.events import ReceivedEvent


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is about to be sent; `attempts` were begun before."""

    event_id: UUID
    consumer: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Lease:
    """Deliveries set aside for whoever shows this lease's end; after it others may claim them."""

    until: datetime
    claimed: Sequence[Claimed]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery whose attempt number `number` (from 1) has been counted and committed.

    `created_at` is when the delivery came about, `last_error` what the attempt before ended in.
    """

    event: ReceivedEvent
    number: int
    created_at: datetime
    last_error: str | None

    @property
    def event_id(self) -> UUID:
        return self.event.id


@dataclass(frozen=True, slots=True)
class Started:
    """Attempts begun together, under a lease of their own that ends at `until`."""

    until: datetime
    attempts: Sequence[Attempt]


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The effect has been applied."""

    event_id: UUID


@dataclass(frozen=True, slots=True)
class Retry:
    """It failed and is tried again at `due_at`."""

    event_id: UUID
    due_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class DeadLettered:
    """It failed for good: it becomes a dead letter."""

    event_id: UUID
    error: str


Finished = Succeeded | Retry | DeadLettered
