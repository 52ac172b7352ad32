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
"""After this time an unsettled delivery is sent again. It is three times the timeout of an attempt."""

GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The identity of a message: of an event, or of a test message.

    `person_id` is the user it is about. Erasing the user deletes the stored body.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery to insert. `body` is set if it is already rendered."""

    endpoint_id: int
    message: Message
    origin: Origin
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`attempts` counts started attempts; the `last_…` fields describe how the last one ended.

    `last_status` is the HTTP status, None without a response. Durations are in milliseconds.
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
    """How one attempt ended. `number` counts from 1, `at` is the start time."""

    number: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A delivery leased to one sender until `leased_until`. `at` is the start of the attempt.

    `request_id` and `traceparent` are those of the event, None if it is no longer stored.
    """

    delivery: Delivery
    endpoint: Endpoint
    at: datetime
    leased_until: datetime
    request_id: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: an HTTP `status`, an `error` text, or both.

    `by_receiver` is False if nothing was sent: such a failure does not count against the endpoint.
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
    """The state of a delivery after an attempt. `due_at` is set only if it is pending."""

    status: Status
    due_at: datetime | None = None


def next_state(outcome: Outcome, attempts: int, now: datetime, chance: float) -> DeliveryState:
    """`attempts` counts the started attempts, this one included. `chance`, from 0 to 1, sets the jitter."""
    if outcome.succeeded:
        return DeliveryState("succeeded")
    delay = None if outcome.gone else delay_after(attempts, chance)
    return DeliveryState("failed") if delay is None else DeliveryState("pending", now + delay)
