"""JSON rendering of payments."""

import orjson

from modules.orders.domain.order.payments.payment import Payment


def payment_members(payment: Payment, *, to_owner: bool) -> dict[str, object]:
    """The members of a payment's JSON; `next_action` is shown only to the buyer."""
    return {
        "id": payment.id,
        "order_id": payment.order_id,
        "status": payment.status.value,
        "method": payment.method,
        "provider": payment.provider,
        "amount_cents": payment.amount_cents,
        "captured_cents": payment.captured_cents,
        "refunded_cents": payment.refunded_cents,
        "currency": payment.currency,
        "reference": payment.reference,
        "decline_code": payment.decline_code,
        "next_action": payment.next_action if to_owner else None,
        "authorization_expires_at": payment.authorization_expires_at,
        "dispute_status": payment.dispute_status,
        "created_at": payment.created_at,
    }


def payment_bytes(payment: Payment, *, to_owner: bool) -> bytes:
    return orjson.dumps(payment_members(payment, to_owner=to_owner), option=orjson.OPT_UTC_Z)
