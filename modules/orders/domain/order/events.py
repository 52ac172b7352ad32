"""What happens to an order and its parts, as the order itself records it: its history is made of these."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from modules.orders.domain.order.status import PaymentStatus, Status
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class Fact:
    """`sequence` counts the order's facts gaplessly from 1; the states are those after it."""

    name: ClassVar[str]

    sequence: int
    at: datetime
    cause: EventMetadata
    status: Status
    payment_status: PaymentStatus
    version: int

    @property
    def detail(self) -> dict[str, object]:
        """What the history keeps beside the states."""
        kind = type(self)
        if kind not in _FURTHER:
            _FURTHER[kind] = [field.name for field in fields(self)[_COMMON:]]
        return {name: getattr(self, name) for name in _FURTHER[kind]}


_COMMON = len(fields(Fact))
_FURTHER: dict[type[Fact], list[str]] = {}
"""By kind, the names of what it tells beside the states; looked up once."""


class Placed(Fact):
    name = "placed"


class Confirmed(Fact):
    name = "confirmed"


class Expired(Fact):
    name = "expired"


class Completed(Fact):
    name = "completed"


class Released(Fact):
    name = "released"


class Erased(Fact):
    name = "erased"


@dataclass(frozen=True, slots=True)
class Reasoned(Fact):
    reason: str


class Cancelled(Reasoned):
    name = "cancelled"


class Held(Reasoned):
    name = "held"


@dataclass(frozen=True, slots=True)
class Updated(Fact):
    name: ClassVar[str] = "updated"
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class MailRequested(Fact):
    """A mail is to be sent again; about a parcel or an amount, where its kind is."""

    name: ClassVar[str] = "mail_requested"

    kind: str
    shipment_id: int | None
    refund_id: int | None
    amount_cents: int | None


@dataclass(frozen=True, slots=True)
class PaymentFact(Fact):
    payment_id: int
    amount_cents: int


class PaymentCreated(PaymentFact):
    name = "payment.created"


class PaymentRequiresAction(PaymentFact):
    name = "payment.requires_action"


class PaymentAuthorized(PaymentFact):
    name = "payment.authorized"


class PaymentCaptured(PaymentFact):
    name = "payment.captured"


class PaymentVoided(PaymentFact):
    name = "payment.voided"


class PaymentUnknown(PaymentFact):
    name = "payment.unknown"


class PaymentReported(PaymentFact):
    name = "payment.reported"


class PaymentExpiring(PaymentFact):
    name = "payment.expiring"


class PaymentLate(PaymentFact):
    name = "payment.late"


@dataclass(frozen=True, slots=True)
class PaymentRefused(PaymentFact):
    decline_code: str | None


class PaymentDeclined(PaymentRefused):
    name = "payment.declined"


class PaymentFailed(PaymentRefused):
    name = "payment.failed"


@dataclass(frozen=True, slots=True)
class PaymentDisputed(PaymentFact):
    name: ClassVar[str] = "payment.disputed"

    dispute_status: str


@dataclass(frozen=True, slots=True)
class RefundFact(Fact):
    refund_id: int
    payment_id: int
    amount_cents: int


class RefundCreated(RefundFact):
    name = "refund.created"


class RefundSucceeded(RefundFact):
    name = "refund.succeeded"


@dataclass(frozen=True, slots=True)
class RefundFailed(RefundFact):
    """`after_success`: it had succeeded before, and the buyer was told so."""

    name: ClassVar[str] = "refund.failed"

    after_success: bool


@dataclass(frozen=True, slots=True)
class RefundDismissed(RefundFact):
    name: ClassVar[str] = "refund.dismissed"

    reason: str


class RefundUnknown(RefundFact):
    name = "refund.unknown"


@dataclass(frozen=True, slots=True)
class ShipmentFact(Fact):
    shipment_id: int
    location_code: str


class ShipmentCreated(ShipmentFact):
    name = "shipment.created"


class ShipmentUpdated(ShipmentFact):
    name = "shipment.updated"


class ShipmentDelivered(ShipmentFact):
    name = "shipment.delivered"


class ShipmentCancelled(ShipmentFact):
    name = "shipment.cancelled"


@dataclass(frozen=True, slots=True)
class ReturnFact(Fact):
    return_id: int


class ReturnRequested(ReturnFact):
    name = "return.requested"


class ReturnApproved(ReturnFact):
    name = "return.approved"


class ReturnRejected(ReturnFact):
    name = "return.rejected"


class ReturnCancelled(ReturnFact):
    name = "return.cancelled"


class ReturnReceived(ReturnFact):
    name = "return.received"


class ReturnRefunded(ReturnFact):
    name = "return.refunded"


class ReturnReopened(ReturnFact):
    name = "return.reopened"


@dataclass(frozen=True, slots=True)
class ReturnClosed(ReturnFact):
    name: ClassVar[str] = "return.closed"

    reason: str
