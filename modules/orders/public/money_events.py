"""What is told of an order's payments and refunds."""

from dataclasses import dataclass
from typing import ClassVar

from modules.orders.public.order_events import OrderEvent


@dataclass(frozen=True, slots=True)
class PaymentEvent(OrderEvent):
    """`amount_cents` is what the payment is about, whatever was taken of it so far."""

    payment_id: int
    amount_cents: int


class PaymentCreated(PaymentEvent):
    """The order's money is going to be asked for."""

    type = "orders.payment.created"


class PaymentRequiresAction(PaymentEvent):
    """The buyer has to approve the payment."""

    type = "orders.payment.requires_action"


class PaymentAuthorized(PaymentEvent):
    """The money is set aside at the buyer's bank."""

    type = "orders.payment.authorized"


class PaymentCaptured(PaymentEvent):
    """The money is here."""

    type = "orders.payment.captured"


class PaymentVoided(PaymentEvent):
    """No money will come from this payment."""

    type = "orders.payment.voided"


class PaymentUnknown(PaymentEvent):
    """The provider's answer was lost; the same request is made again until it is known."""

    type = "orders.payment.unknown"


class PaymentReported(PaymentEvent):
    """The provider sent word about the payment; what it was is asked of the provider."""

    type = "orders.payment.reported"


class PaymentExpiring(PaymentEvent):
    """The authorisation lapses within 48 hours."""

    type = "orders.payment.expiring"


class PaymentLate(PaymentEvent):
    """Money came for an order that does not stand; it goes back by itself."""

    type = "orders.payment.late"


@dataclass(frozen=True, slots=True)
class PaymentRefused(PaymentEvent):
    decline_code: str | None


class PaymentDeclined(PaymentRefused):
    """The buyer's bank said no; the order waits for another try."""

    type = "orders.payment.declined"


class PaymentFailed(PaymentRefused):
    """The provider will never do it; the order waits for another try."""

    type = "orders.payment.failed"


@dataclass(frozen=True, slots=True)
class PaymentDisputed(PaymentEvent):
    """The buyer asks the bank for the money, or that has been settled."""

    type: ClassVar[str] = "orders.payment.disputed"

    dispute_status: str


@dataclass(frozen=True, slots=True)
class RefundEvent(OrderEvent):
    refund_id: int
    payment_id: int
    amount_cents: int


class RefundCreated(RefundEvent):
    """Money is going to be given back."""

    type = "orders.refund.created"


class RefundSucceeded(RefundEvent):
    """The money has been given back."""

    type = "orders.refund.succeeded"


@dataclass(frozen=True, slots=True)
class RefundFailed(RefundEvent):
    """The money could not be given back, or came back; its units can be refunded again.

    `after_success`: it had succeeded before, and the buyer was told so.
    """

    type: ClassVar[str] = "orders.refund.failed"

    after_success: bool


class RefundDismissed(RefundEvent):
    """Staff decided not to repeat a refund that failed."""

    type = "orders.refund.dismissed"


class RefundUnknown(RefundEvent):
    """The provider's answer was lost; the same request is made again until it is known."""

    type = "orders.refund.unknown"
