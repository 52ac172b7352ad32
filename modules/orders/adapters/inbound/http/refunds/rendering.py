"""JSON rendering of refunds."""

import orjson

from modules.orders.ports.payments.payment_queries import RefundRecord


def refund_bytes(record: RefundRecord) -> bytes:
    refund = record.refund
    members = {
        "id": refund.id,
        "order_id": refund.order_id,
        "payment_id": refund.payment_id,
        "method": refund.method,
        "reference": refund.reference,
        "status": refund.status.value,
        "amount_cents": refund.amount_cents,
        "shipping_cents": refund.shipping_cents,
        "currency": record.currency,
        "items": [item._asdict() for item in refund.items],
        "reason": refund.reason,
        "return_id": refund.return_id,
        "credited_cents": refund.credited_cents,
        "retry_of": refund.retry_of,
        "retried_as": refund.retried_as,
        "dismissed_at": refund.dismissed_at,
        "dismiss_reason": refund.dismiss_reason,
        "created_at": refund.created_at,
        "updated_at": refund.updated_at,
    }
    return orjson.dumps(members, option=orjson.OPT_UTC_Z)
