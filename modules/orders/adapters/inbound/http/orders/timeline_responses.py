"""Documented responses of order timelines. `rendering.timeline` writes the bytes; a test compares both."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from modules.orders.domain.order.status import OrderStatus, PaymentStatus
from shared.infra.http.requests.fields import OutModel


class TimelineStateOut(OutModel):
    """An entry of the order's history: of the order, its payments, refunds, shipments or returns."""

    kind: Literal["state"]
    at: datetime
    sequence: int
    fact: str
    status: OrderStatus
    payment_status: PaymentStatus
    actor: str
    request_id: str
    detail: dict[str, object]


class ConsumerDeliveryOut(OutModel):
    """The delivery of an event to a consumer."""

    consumer: str
    status: Literal["pending", "done", "dead"]
    attempts: int
    done_at: datetime | None


class TimelineEventOut(OutModel):
    """An event of the order or its reservations, with its deliveries."""

    kind: Literal["event"]
    at: datetime
    id: UUID
    type: str
    aggregate_type: str
    sequence: int
    actor: str
    request_id: str
    causation_id: UUID | None
    data: dict[str, object]
    deliveries: list[ConsumerDeliveryOut]


class StockItemOut(OutModel):
    """An entry of the stock ledger for the order."""

    kind: Literal["stock"]
    at: datetime
    id: int = Field(description="Id of the entry, as in `/v1/inventory/ledger/{id}`.")
    entry_kind: str
    sku: str
    location_code: str
    seq: int
    on_hand_delta: int
    reserved_delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int
    reason: str | None
    reference: str | None
    actor: str
    request_id: str


TimelineItemOut = Annotated[TimelineStateOut | TimelineEventOut | StockItemOut, Field(discriminator="kind")]


class TimelineOut(OutModel):
    """The events of an order, oldest first."""

    items: list[TimelineItemOut]
