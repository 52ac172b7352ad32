"""The delivery of one message to one endpoint."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.retry_schedule import delay_after

Status = Literal["pending", "succeeded", "failed", "discarded"]
Origin = Literal["event", "test", "redelivery", "replay"]

LEASE = timedelta(seconds=45)
"""What is not settled by then is sent again: three times as long as a try may take."""

GONE = 410


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: an event, or a test that looks like one.

    `person_id` is the user it is about, whose erasure takes the stored body along.
    """

    event_id: UUID
    type: str
    aggregate_type: str
    aggregate_id: str
    sequence: int
    person_id: int | None = None

    @property
    def subject(self) -> str:
        return f"{self.aggregate_type}:{self.aggregate_id}"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to come; `body` is there already where it need not be rendered."""

    endpoint_id: int
    message: Message
    origin: Origin
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`attempts` counts the tries that were begun; the `last_…` tell how the last one ended.

    `last_status` is the HTTP status, None when there was no answer; durations in milliseconds.
    """

    id: int
    endpoint_id: int
    message: Message
    origin: Origin
    status: Status
    attempts: int
    due_at: datetime
    last_status: int | None
    last_error: str | None
    last_duration_ms: int | None
    created_at: datetime
    succeeded_at: datetime | None
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """How one try ended; `number` counts from 1, `at` is when it began."""

    number: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery set aside for one sender until `leased_until`; `at` is when the try begins.

    `request_id` and `traceparent` are the event's, as long as it is kept.
    """

    delivery: Delivery
    endpoint: Endpoint
    at: datetime
    leased_until: datetime
    request_id: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: an HTTP `status`, or an `error` in words.

    `by_receiver` False: it never came to a try, for which the endpoint is not to blame.
    """

    status: int | None
    error: str | None
    duration_ms: int
    by_receiver: bool = True

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300 and self.error is None

    @property
    def gone(self) -> bool:
        return self.status == GONE


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What becomes of a delivery after a try; `due_at` only while it is pending."""

    status: Status
    due_at: datetime | None = None


def next_state(outcome: Outcome, tries: int, now: datetime, chance: float) -> DeliveryState:
    """`tries` were begun so far, this one included; `chance` from 0 to 1 spreads the pause."""
    if outcome.succeeded:
        return DeliveryState("succeeded")
    pause = None if outcome.gone else delay_after(tries, chance)
    return DeliveryState("failed") if pause is None else DeliveryState("pending", now + pause)
