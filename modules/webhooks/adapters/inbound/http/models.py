"""Webhook endpoints and deliveries over HTTP, as they come in and go out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import Field, StringConstraints

from modules.webhooks.domain.delivery import Delivery, Try
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.globs import GLOB, MOST
from modules.webhooks.domain.urls import LONGEST
from shared.infra.http.requests.fields import InModel, Instant, Note, OutModel, Text, optional_field

UrlText = Annotated[Text, StringConstraints(min_length=1, max_length=LONGEST)]
Glob = Annotated[Text, StringConstraints(max_length=100), Field(json_schema_extra={"pattern": f"^({GLOB})$"})]
"""The use cases refuse what has no such form, naming the types that exist."""
Globs = Annotated[list[Glob], Field(min_length=1, max_length=MOST)]
StatusName = Literal["pending", "succeeded", "failed", "discarded"]
_URL = "https://example.com/hooks"


class EndpointIn(InModel):
    url: UrlText = Field(examples=[_URL])
    event_types: Globs = Field(
        description="Types of events; `orders.*` are all below it, `*` is everything.",
        examples=[["orders.order.placed", "orders.payment.*"]],
    )
    description: Note | None = None
    active: bool = True


class EndpointChangeIn(InModel):
    """A merge patch: what is left out stays, `null` takes the description away."""

    url: UrlText = optional_field(example=_URL)
    event_types: Globs = optional_field(example=["orders.*"])
    description: Note | None = None
    active: bool = optional_field(example=True)


class EndpointOut(OutModel):
    id: int
    url: str
    event_types: list[str]
    description: str | None
    active: bool
    disabled_reason: Literal["gone", "failing"] | None = Field(
        description="Why the shop stopped sending: it answered 410, or nothing got through for five days."
    )
    failing_since: datetime | None = Field(description="Nothing has got through since then.")
    secret_rotated_at: datetime | None = Field(description="The secret before signs for 24 hours more.")
    version: int
    created_at: datetime
    updated_at: datetime


class EndpointWithSecretOut(EndpointOut):
    secret: str = Field(description="Shown this once; messages are signed with it.", examples=["whsec_…"])


class DeliveryOut(OutModel):
    id: int
    endpoint_id: int
    event_id: UUID = Field(description="The message's id: the same in every try and redelivery.")
    type: str = Field(examples=["orders.order.placed"])
    subject: str = Field(examples=["order:7"])
    sequence: int
    origin: Literal["event", "test", "redelivery", "replay"]
    status: StatusName
    attempts: int
    due_at: datetime | None = Field(description="When it is tried next.")
    last_status: int | None = Field(description="The HTTP status of the last try; null: there was no answer.")
    last_error: str | None
    last_duration_ms: int | None
    created_at: datetime
    succeeded_at: datetime | None


class TryOut(OutModel):
    number: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int


class DeliveryDetailOut(DeliveryOut):
    body: Any = Field(description="What is sent, since the first try; null: not rendered yet, or erased.")
    tries: list[TryOut]


class ReplayIn(InModel):
    """`types` narrows what the endpoint wants anyway."""

    since: Instant = Field(alias="from", examples=["2026-11-20T00:00:00Z"])
    until: Instant = Field(alias="to", description="Up to, but not including it.", examples=["2026-11-21T00:00:00Z"])
    types: Globs | None = None


class ReplayedOut(OutModel):
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


def delivery_detail_out(found: tuple[Delivery, Sequence[Try]]) -> DeliveryDetailOut:
    delivery, tries = found
    body = None if delivery.body is None else orjson.loads(delivery.body)
    shown = [TryOut(number=t.number, at=t.at, status=t.status, error=t.error, duration_ms=t.duration_ms) for t in tries]
    return DeliveryDetailOut(**dict(delivery_out(delivery)), body=body, tries=shown)
