"""The letters there are: what each is about. Their words stand in templates of the same names."""

from dataclasses import dataclass, field
from typing import ClassVar

from modules.notifications.domain.order import Order, Parcel
from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Letter:
    """Base of all letters; `kind` names the template and is noted beside the mail that was sent."""

    kind: ClassVar[str]
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Welcome(Letter):
    kind: ClassVar[str] = "welcome"


@dataclass(frozen=True, slots=True)
class OrderConfirmed(Letter):
    kind: ClassVar[str] = "order_confirmed"
    order: Order


@dataclass(frozen=True, slots=True)
class OrderShipped(Letter):
    kind: ClassVar[str] = "order_shipped"
    order: Order
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class OrderRefunded(Letter):
    """`amount_cents` of the order's currency went back; `is_manual`: by other means than a card."""

    kind: ClassVar[str] = "order_refunded"
    order: Order
    amount_cents: int
    is_manual: bool = False


@dataclass(frozen=True, slots=True)
class RefundFailed(Letter):
    """`amount_cents` of the order's currency had gone back and did not arrive."""

    kind: ClassVar[str] = "refund_failed"
    order: Order
    amount_cents: int


@dataclass(frozen=True, slots=True)
class PasswordReset(Letter):
    """`token` sets a new password, once, within so many minutes."""

    kind: ClassVar[str] = "password_reset"
    token: str = field(repr=False)
    minutes: int


@dataclass(frozen=True, slots=True)
class EmailVerification(Letter):
    """`token` verifies the address, within so many hours."""

    kind: ClassVar[str] = "email_verification"
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordChanged(Letter):
    kind: ClassVar[str] = "password_changed"


LETTERS: tuple[type[Letter], ...] = (
    Welcome,
    OrderConfirmed,
    OrderShipped,
    OrderRefunded,
    RefundFailed,
    PasswordReset,
    EmailVerification,
    PasswordChanged,
)
