"""Events of an order's payments and refunds."""

from dataclasses import dataclass
from typing import ClassVar

from modules.orders.public.order_events import OrderEvent


@dataclass(frozen=True, slots=True)
class PaymentEvent(OrderEvent):
    """`amount_cents` is the payment's amount, however much of it was captured."""

    payment_id: int
    amount_cents: int


class PaymentCreated(PaymentEvent):
    """A payment was started."""

    type = "orders.payment.created"


class PaymentRequiresAction(PaymentEvent):
    """The buyer has to approve the payment."""

    type = "orders.payment.requires_action"


class PaymentAuthorized(PaymentEvent):
    """The buyer's bank has reserved the money."""

    type = "orders.payment.authorized"


class PaymentCaptured(PaymentEvent):
    """The money was captured."""

    type = "orders.payment.captured"


class PaymentVoided(PaymentEvent):
    """The payment was voided; no money will come from it."""

    type = "orders.payment.voided"


class PaymentUnknown(PaymentEvent):
    """The provider's response was lost; the same request is repeated until the outcome is known."""

    type = "orders.payment.unknown"


class PaymentReported(PaymentEvent):
    """The provider sent a webhook about the payment; its state is looked up at the provider."""

    type = "orders.payment.reported"


class PaymentExpiring(PaymentEvent):
    """The authorization expires within 48 hours."""

    type = "orders.payment.expiring"


class PaymentLate(PaymentEvent):
    """Money arrived for a cancelled or expired order; it is refunded automatically."""

    type = "orders.payment.late"


@dataclass(frozen=True, slots=True)
class PaymentRefused(PaymentEvent):
    decline_code: str | None


class PaymentDeclined(PaymentRefused):
    """The buyer's bank declined the payment; the order can be paid by another attempt."""

    type = "orders.payment.declined"


class PaymentFailed(PaymentRefused):
    """The provider rejected the payment permanently; the order can be paid by another attempt."""

    type = "orders.payment.failed"


@dataclass(frozen=True, slots=True)
class PaymentDisputed(PaymentEvent):
    """The buyer disputes the payment at the bank, or the dispute was decided."""

    type: ClassVar[str] = "orders.payment.disputed"

    dispute_status: str


@dataclass(frozen=True, slots=True)
class RefundEvent(OrderEvent):
    refund_id: int
    payment_id: int
    amount_cents: int


class RefundCreated(RefundEvent):
    """A refund was started."""

    type = "orders.refund.created"


class RefundSucceeded(RefundEvent):
    """The refund was paid out."""

    type = "orders.refund.succeeded"


@dataclass(frozen=True, slots=True)
class RefundFailed(RefundEvent):
    """The refund failed or was returned; its units can be refunded again.

    `after_success`: it had succeeded before, and the buyer was notified of that.
    """

    type: ClassVar[str] = "orders.refund.failed"

    after_success: bool


class RefundDismissed(RefundEvent):
    """Staff decided not to retry a failed refund."""

    type = "orders.refund.dismissed"


class RefundUnknown(RefundEvent):
    """The provider's response was lost; the same request is repeated until the outcome is known."""

    type = "orders.refund.unknown"
