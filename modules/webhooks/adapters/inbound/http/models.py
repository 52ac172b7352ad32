"""Request and response models of webhook endpoints and deliveries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import Field, StringConstraints

from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.globs import GLOB, MAX_TYPES
from modules.webhooks.domain.urls import MAX_LENGTH
from shared.infra.http.requests.fields import InModel, Instant, Note, OutModel, Text, optional_field

UrlText = Annotated[Text, StringConstraints(min_length=1, max_length=MAX_LENGTH)]
Glob = Annotated[Text, StringConstraints(max_length=100), Field(json_schema_extra={"pattern": f"^({GLOB})$"})]
"""The use cases reject unknown types and name the existing ones."""
Globs = Annotated[list[Glob], Field(min_length=1, max_length=MAX_TYPES)]
StatusName = Literal["pending", "succeeded", "failed", "discarded"]
_URL = "https://example.com/hooks"


class EndpointIn(InModel):
    """A webhook endpoint and the event types that it receives."""

    url: UrlText = Field(examples=[_URL])
    event_types: Globs = Field(
        description="Event types; `orders.*` matches all types with that prefix, `*` matches all events.",
        examples=[["orders.order.placed", "orders.payment.*"]],
    )
    description: Note | None = None
    active: bool = True


class EndpointChangeIn(InModel):
    """A JSON merge patch: omitted fields stay unchanged, `null` removes the description."""

    url: UrlText = optional_field(example=_URL)
    event_types: Globs = optional_field(example=["orders.*"])
    description: Note | None = None
    active: bool = optional_field(example=True)


class EndpointOut(OutModel):
    """A webhook endpoint without its secret."""

    id: int
    url: str
    event_types: list[str]
    description: str | None
    active: bool
    disabled_reason: Literal["gone", "failing"] | None = Field(
        description="Why the shop stopped sending: the endpoint answered 410, or all deliveries failed for five days."
    )
    failing_since: datetime | None = Field(description="All deliveries have failed since this time.")
    secret_rotated_at: datetime | None = Field(
        description="The previous secret also signs for 24 hours after this time."
    )
    version: int
    created_at: datetime
    updated_at: datetime


class EndpointWithSecretOut(EndpointOut):
    """A webhook endpoint with the secret that signs its deliveries."""

    secret: str = Field(description="The signing secret; returned only once.", examples=["whsec_…"])


class DeliveryOut(OutModel):
    """The delivery of an event to a webhook endpoint."""

    id: int
    endpoint_id: int
    event_id: UUID = Field(description="The message id: the same in every attempt and redelivery.")
    type: str = Field(examples=["orders.order.placed"])
    subject: str = Field(examples=["order:7"])
    sequence: int
    origin: Literal["event", "test", "redelivery", "replay"]
    status: StatusName
    attempts: int
    due_at: datetime | None = Field(description="The time of the next attempt.")
    last_status: int | None = Field(description="The HTTP status of the last attempt; null if there was no response.")
    last_error: str | None
    last_duration_ms: int | None
    created_at: datetime
    succeeded_at: datetime | None


class DeliveryAttemptOut(OutModel):
    """An attempt to deliver: the response of the endpoint, or the error."""

    number: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int


class DeliveryDetailOut(DeliveryOut):
    """A webhook delivery with its body and attempts."""

    body: Any = Field(description="The message body; null if it is not rendered yet or was erased.")
    tries: list[DeliveryAttemptOut]


class ReplayIn(InModel):
    """`types` restricts the replay to some of the endpoint's event types."""

    since: Instant = Field(alias="from", examples=["2026-11-20T00:00:00Z"])
    until: Instant = Field(
        alias="to", description="The end of the period, exclusive.", examples=["2026-11-21T00:00:00Z"]
    )
    types: Globs | None = None


class ReplayedOut(OutModel):
    """The number of deliveries that will be sent again."""

    deliveries: int


def endpoint_out(endpoint: Endpoint) -> EndpointOut:
    return EndpointOut(
        id=endpoint.id,
        url=endpoint.url,
        event_types=list(endpoint.event_types),
        description=endpoint.description,
        active=endpoint.active,
        disabled_reason=endpoint.disabled_reason,
        failing_since=endpoint.failing_since,
        secret_rotated_at=endpoint.rotated_at,
        version=endpoint.version,
        created_at=endpoint.created_at,
        updated_at=endpoint.updated_at,
    )


def delivery_out(delivery: Delivery) -> DeliveryOut:
    message = delivery.message
    return DeliveryOut(
        id=delivery.id,
        endpoint_id=delivery.endpoint_id,
        event_id=message.event_id,
        type=message.type,
        subject=message.subject,
        sequence=message.sequence,
        origin=delivery.origin,
        status=delivery.status,
        attempts=delivery.attempts,
        due_at=delivery.due_at if delivery.status == "pending" else None,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
        last_duration_ms=delivery.last_duration_ms,
        created_at=delivery.created_at,
        succeeded_at=delivery.succeeded_at,
    )


def delivery_detail_out(found: tuple[Delivery, Sequence[DeliveryAttempt]]) -> DeliveryDetailOut:
    delivery, attempts = found
    body = None if delivery.body is None else orjson.loads(delivery.body)
    shown = [
        DeliveryAttemptOut(
            number=each.number, at=each.at, status=each.status, error=each.error, duration_ms=each.duration_ms
        )
        for each in attempts
    ]
    return DeliveryDetailOut(**dict(delivery_out(delivery)), body=body, tries=shown)
