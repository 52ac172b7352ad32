"""The kinds of mail and the data that each one needs. The text is in template files of the same names."""

from dataclasses import dataclass, field
from typing import ClassVar

from modules.notifications.domain.order import Order, Shipment
from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """Base of all kinds of mail. `kind` names the template file and is stored with the sent mail."""

    kind: ClassVar[str]
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Welcome(EmailTemplate):
    kind: ClassVar[str] = "welcome"


@dataclass(frozen=True, slots=True)
class OrderConfirmed(EmailTemplate):
    kind: ClassVar[str] = "order_confirmed"
    order: Order


@dataclass(frozen=True, slots=True)
class OrderShipped(EmailTemplate):
    kind: ClassVar[str] = "order_shipped"
    order: Order
    shipment: Shipment


@dataclass(frozen=True, slots=True)
class OrderRefunded(EmailTemplate):
    """`amount_cents` of the order's currency was refunded; `is_manual`: not to a card."""

    kind: ClassVar[str] = "order_refunded"
    order: Order
    amount_cents: int
    is_manual: bool = False


@dataclass(frozen=True, slots=True)
class RefundFailed(EmailTemplate):
    """A refund of `amount_cents` of the order's currency did not arrive."""

    kind: ClassVar[str] = "refund_failed"
    order: Order
    amount_cents: int


@dataclass(frozen=True, slots=True)
class PasswordReset(EmailTemplate):
    """`token` sets a new password once, within `minutes`."""

    kind: ClassVar[str] = "password_reset"
    token: str = field(repr=False)
    minutes: int


@dataclass(frozen=True, slots=True)
class EmailVerification(EmailTemplate):
    """`token` verifies the address, within `hours`."""

    kind: ClassVar[str] = "email_verification"
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(EmailTemplate):
    kind: ClassVar[str] = "password_changed"


EMAIL_TEMPLATES: tuple[type[EmailTemplate], ...] = (
    Welcome,
    OrderConfirmed,
    OrderShipped,
    OrderRefunded,
    RefundFailed,
    PasswordReset,
    EmailVerification,
    PasswordChanged,
)
