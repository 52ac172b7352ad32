"""What notifications listen to."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from modules.notifications.application.send_email_verification import SendEmailVerification
from modules.notifications.application.send_order_confirmation import SendConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundCorrection
from modules.notifications.application.send_refund_notice import SendRefundNote
from modules.notifications.application.send_shipping_notice import SendShippingNote
from modules.notifications.application.send_welcome import SendWelcome
from modules.orders.public import (
    OrderConfirmed,
    OrderMailRequested,
    RefundFailed,
    RefundSucceeded,
    ShipmentCreated,
)
from modules.users.public import (
    PasswordResetRequested,
    UserEmailVerificationRequested,
    UserPasswordChanged,
    UserRegistered,
)
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription


def subscriptions(
    send_welcome: SendWelcome,
    send_confirmation: SendConfirmation,
    send_shipping_note: SendShippingNote,
    send_refund_note: SendRefundNote,
    send_refund_correction: SendRefundCorrection,
    send_password_reset: SendPasswordReset,
    send_password_change: SendPasswordChange,
    send_email_verification: SendEmailVerification,
) -> Sequence[Subscription]:
    async def greet(delivered: ReceivedEvent) -> None:
        await send_welcome(delivered.key, int(delivered.aggregate_id))

    async def confirm(delivered: ReceivedEvent) -> None:
        await send_confirmation(delivered.key, _number(delivered, "order_id"))

    async def tell_of_parcel(delivered: ReceivedEvent) -> None:
        await send_shipping_note(delivered.key, _number(delivered, "shipment_id"))

    async def tell_of_refund(delivered: ReceivedEvent) -> None:
        ids = _number(delivered, "order_id"), _number(delivered, "refund_id")
        await send_refund_note(delivered.key, *ids, _number(delivered, "amount_cents"))

    async def correct_refund(delivered: ReceivedEvent) -> None:
        # An event that was written before the field existed lacks it.
        if delivered.data.get("after_success"):
            order_id, amount_cents = _number(delivered, "order_id"), _number(delivered, "amount_cents")
            await send_refund_correction(delivered.key, order_id, amount_cents)

    async def verify(delivered: ReceivedEvent) -> None:
        await send_email_verification(delivered.key, _number(delivered, "user_id"))

    again = {"confirmation": confirm, "shipping": tell_of_parcel, "refund": tell_of_refund}

    async def help_in(delivered: ReceivedEvent) -> None:
        await send_password_reset(delivered.key, _number(delivered, "reset_id"))

    async def tell_of_password(delivered: ReceivedEvent) -> None:
        await send_password_change(delivered.key, _number(delivered, "user_id"))

    return [
        Subscription("notifications.welcome", [UserRegistered.type], outward=greet),
        Subscription("notifications.order_confirmed", [OrderConfirmed.type], outward=confirm),
        Subscription("notifications.order_shipped", [ShipmentCreated.type], outward=tell_of_parcel),
        Subscription("notifications.order_refunded", [RefundSucceeded.type], outward=tell_of_refund),
        Subscription("notifications.refund_failed", [RefundFailed.type], outward=correct_refund),
        Subscription("notifications.order_mail_requested", [OrderMailRequested.type], outward=_by_kind(again)),
        Subscription("notifications.password_reset", [PasswordResetRequested.type], outward=help_in),
        Subscription(
            "notifications.email_verification",
            [UserRegistered.type, UserEmailVerificationRequested.type],
            outward=verify,
        ),
        Subscription("notifications.password_changed", [UserPasswordChanged.type], outward=tell_of_password),
    ]


def _by_kind(
    letters: Mapping[str, Callable[[ReceivedEvent], Awaitable[None]]],
) -> Callable[[ReceivedEvent], Awaitable[None]]:
    async def send(delivered: ReceivedEvent) -> None:
        await letters[str(delivered.data["kind"])](delivered)

    return send


def _number(delivered: ReceivedEvent, name: str) -> int:
    return int(str(delivered.data[name]))
