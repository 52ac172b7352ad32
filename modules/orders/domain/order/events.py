"""Domain events of an order. The order's history consists of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from modules.orders.domain.order.status import OrderStatus, PaymentStatus
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """`sequence` numbers the order's events from 1 without gaps. The states are those after the event."""

    name: ClassVar[str]

    sequence: int
    at: datetime
    metadata: EventMetadata
    status: OrderStatus
    payment_status: PaymentStatus
    version: int

    @property
    def detail(self) -> dict[str, object]:
        """The fields that the history stores in addition to the states."""
        kind = type(self)
        if kind not in _DETAIL_FIELDS:
            _DETAIL_FIELDS[kind] = [field.name for field in fields(self)[_BASE_FIELD_COUNT:]]
        return {name: getattr(self, name) for name in _DETAIL_FIELDS[kind]}


_BASE_FIELD_COUNT = len(fields(DomainEvent))
_DETAIL_FIELDS: dict[type[DomainEvent], list[str]] = {}
"""The names of the detail fields by event type, cached."""


class Placed(DomainEvent):
    name = "placed"


class Confirmed(DomainEvent):
    name = "confirmed"


class Expired(DomainEvent):
    name = "expired"


class Completed(DomainEvent):
    name = "completed"


class Released(DomainEvent):
    name = "released"


class Erased(DomainEvent):
    name = "erased"


@dataclass(frozen=True, slots=True)
class EventWithReason(DomainEvent):
    reason: str


class Cancelled(EventWithReason):
    name = "cancelled"


class Held(EventWithReason):
    name = "held"


@dataclass(frozen=True, slots=True)
class Updated(DomainEvent):
    name: ClassVar[str] = "updated"
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class MailRequested(DomainEvent):
    """A mail is to be sent again. `shipment_id`, `refund_id` and `amount_cents` depend on its kind."""

    name: ClassVar[str] = "mail_requested"

    kind: str
    shipment_id: int | None
    refund_id: int | None
    amount_cents: int | None


@dataclass(frozen=True, slots=True)
class PaymentEvent(DomainEvent):
    payment_id: int
    amount_cents: int


class PaymentCreated(PaymentEvent):
    name = "payment.created"


class PaymentRequiresAction(PaymentEvent):
    name = "payment.requires_action"


class PaymentAuthorized(PaymentEvent):
    name = "payment.authorized"


class PaymentCaptured(PaymentEvent):
    name = "payment.captured"


class PaymentVoided(PaymentEvent):
    name = "payment.voided"


class PaymentUnknown(PaymentEvent):
    name = "payment.unknown"


class PaymentReported(PaymentEvent):
    name = "payment.reported"


class PaymentExpiring(PaymentEvent):
    name = "payment.expiring"


class PaymentLate(PaymentEvent):
    name = "payment.late"


@dataclass(frozen=True, slots=True)
class PaymentRefused(PaymentEvent):
    decline_code: str | None


class PaymentDeclined(PaymentRefused):
    name = "payment.declined"


class PaymentFailed(PaymentRefused):
    name = "payment.failed"


@dataclass(frozen=True, slots=True)
class PaymentDisputed(PaymentEvent):
    name: ClassVar[str] = "payment.disputed"

    dispute_status: str


@dataclass(frozen=True, slots=True)
class RefundEvent(DomainEvent):
    refund_id: int
    payment_id: int
    amount_cents: int


class RefundCreated(RefundEvent):
    name = "refund.created"


class RefundSucceeded(RefundEvent):
    name = "refund.succeeded"


@dataclass(frozen=True, slots=True)
class RefundFailed(RefundEvent):
    """`after_success`: the refund had succeeded before, and the buyer was notified of that."""

    name: ClassVar[str] = "refund.failed"

    after_success: bool


@dataclass(frozen=True, slots=True)
class RefundDismissed(RefundEvent):
    name: ClassVar[str] = "refund.dismissed"

    reason: str


class RefundUnknown(RefundEvent):
    name = "refund.unknown"


@dataclass(frozen=True, slots=True)
class ShipmentEvent(DomainEvent):
    shipment_id: int
    location_code: str


class ShipmentCreated(ShipmentEvent):
    name = "shipment.created"


class ShipmentUpdated(ShipmentEvent):
    name = "shipment.updated"


class ShipmentDelivered(ShipmentEvent):
    name = "shipment.delivered"


class ShipmentCancelled(ShipmentEvent):
    name = "shipment.cancelled"


@dataclass(frozen=True, slots=True)
class ReturnEvent(DomainEvent):
    return_id: int


class ReturnRequested(ReturnEvent):
    name = "return.requested"


class ReturnApproved(ReturnEvent):
    name = "return.approved"


class ReturnRejected(ReturnEvent):
    name = "return.rejected"


class ReturnCancelled(ReturnEvent):
    name = "return.cancelled"


class ReturnReceived(ReturnEvent):
    name = "return.received"


class ReturnRefunded(ReturnEvent):
    name = "return.refunded"


class ReturnReopened(ReturnEvent):
    name = "return.reopened"


@dataclass(frozen=True, slots=True)
class ReturnClosed(ReturnEvent):
    name: ClassVar[str] = "return.closed"

    reason: str
