"""Event subscriptions of the notifications module."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from modules.notifications.adapters.inbound import consumers
from modules.notifications.application.send_email_verification import SendEmailVerification
from modules.notifications.application.send_order_confirmation import SendOrderConfirmation
from modules.notifications.application.send_password_change import SendPasswordChange
from modules.notifications.application.send_password_reset import SendPasswordReset
from modules.notifications.application.send_refund_failure import SendRefundFailure
from modules.notifications.application.send_refund_notice import SendRefundNotice
from modules.notifications.application.send_shipping_notice import SendShippingNotice
from modules.notifications.application.send_welcome import SendWelcome
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription


def subscriptions(
    send_welcome: SendWelcome,
    send_order_confirmation: SendOrderConfirmation,
    send_shipping_notice: SendShippingNotice,
    send_refund_notice: SendRefundNotice,
    send_refund_failure: SendRefundFailure,
    send_password_reset: SendPasswordReset,
    send_password_change: SendPasswordChange,
    send_email_verification: SendEmailVerification,
) -> Sequence[Subscription]:
    async def on_user_registered(event: ReceivedEvent) -> None:
        await send_welcome(event.key, int(event.aggregate_id))

    async def on_order_confirmed(event: ReceivedEvent) -> None:
        await send_order_confirmation(event.key, _int_field(event, "order_id"))

    async def on_shipment_created(event: ReceivedEvent) -> None:
        await send_shipping_notice(event.key, _int_field(event, "shipment_id"))

    async def on_refund_succeeded(event: ReceivedEvent) -> None:
        ids = _int_field(event, "order_id"), _int_field(event, "refund_id")
        await send_refund_notice(event.key, *ids, _int_field(event, "amount_cents"))

    async def on_refund_failed(event: ReceivedEvent) -> None:
        # Events recorded before this field was added do not have it.
        if event.data.get("after_success"):
            order_id, amount_cents = _int_field(event, "order_id"), _int_field(event, "amount_cents")
            await send_refund_failure(event.key, order_id, amount_cents)

    async def on_verification_requested(event: ReceivedEvent) -> None:
        await send_email_verification(event.key, _int_field(event, "user_id"))

    resend_by_kind = {
        "confirmation": on_order_confirmed,
        "shipping": on_shipment_created,
        "refund": on_refund_succeeded,
    }

    async def on_password_reset_requested(event: ReceivedEvent) -> None:
        await send_password_reset(event.key, _int_field(event, "reset_id"))

    async def on_password_changed(event: ReceivedEvent) -> None:
        await send_password_change(event.key, _int_field(event, "user_id"))

    return [
        Subscription(consumers.WELCOME, external_handler=on_user_registered),
        Subscription(consumers.ORDER_CONFIRMED, external_handler=on_order_confirmed),
        Subscription(consumers.ORDER_SHIPPED, external_handler=on_shipment_created),
        Subscription(consumers.ORDER_REFUNDED, external_handler=on_refund_succeeded),
        Subscription(consumers.REFUND_FAILED, external_handler=on_refund_failed),
        Subscription(consumers.ORDER_MAIL_REQUESTED, external_handler=_by_kind(resend_by_kind)),
        Subscription(consumers.PASSWORD_RESET, external_handler=on_password_reset_requested),
        Subscription(consumers.EMAIL_VERIFICATION, external_handler=on_verification_requested),
        Subscription(consumers.PASSWORD_CHANGED, external_handler=on_password_changed),
    ]


def _by_kind(
    templates: Mapping[str, Callable[[ReceivedEvent], Awaitable[None]]],
) -> Callable[[ReceivedEvent], Awaitable[None]]:
    async def send(event: ReceivedEvent) -> None:
        await templates[str(event.data["kind"])](event)

    return send


def _int_field(event: ReceivedEvent, name: str) -> int:
    return int(str(event.data[name]))
