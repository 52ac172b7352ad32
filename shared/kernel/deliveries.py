"""The delivery of one event to one consumer: leased, attempted, finished."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.events import ReceivedEvent


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is about to be sent. `attempts` counts the previous attempts."""

    event_id: UUID
    consumer: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Lease:
    """Deliveries claimed until `until`, which also identifies the lease; afterwards others may claim them."""

    until: datetime
    claimed: Sequence[Claimed]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery whose attempt number `number` (from 1) has been counted and committed.

    `created_at` is when the delivery was created, `last_error` the error of the previous attempt.
    """

    event: ReceivedEvent
    _: KW_ONLY
    number: int
    created_at: datetime
    last_error: str | None

    @property
    def event_id(self) -> UUID:
        return self.event.id


@dataclass(frozen=True, slots=True)
class Started:
    """Attempts started together under a lease that ends at `until`."""

    until: datetime
    attempts: Sequence[Attempt]


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The handler succeeded."""

    event_id: UUID


@dataclass(frozen=True, slots=True)
class Retry:
    """The handler failed; the delivery is retried at `due_at`."""

    event_id: UUID
    due_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class DeadLettered:
    """The handler failed permanently; the delivery becomes a dead letter."""

    event_id: UUID
    error: str


Finished = Succeeded | Retry | DeadLettered
