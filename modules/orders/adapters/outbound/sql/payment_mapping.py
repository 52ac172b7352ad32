"""Map payments and refunds to rows and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from modules.orders.domain.order.payments import refund as refunds
from modules.orders.domain.order.payments.payment import NextAction, Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.order.payments.refund import Refund, RefundItem
from shared.infra.sql.bulk.bulk_writer import Row

PAYMENTS = "(SELECT json_agg(p ORDER BY p.id) FROM orders.payments p WHERE p.order_id = o.id)"
REFUNDS = "(SELECT json_agg(r ORDER BY r.id) FROM orders.refunds r WHERE r.order_id = o.id)"


def payment_row(payment: Payment) -> dict[str, object]:
    return {
        **changing_payment_row(payment),
        "order_id": payment.order_id,
        "method": payment.method,
        "amount_cents": payment.amount_cents,
        "currency": payment.currency,
        "reference": payment.reference,
        "provider": payment.provider,
        "created_at": payment.created_at,
    }


def changing_payment_row(payment: Payment) -> dict[str, object]:
    return {
        "id": payment.id,
        "status": payment.status,
        "captured_cents": payment.captured_cents,
        "refunded_cents": payment.refunded_cents,
        "provider_id": payment.provider_id,
        "decline_code": payment.decline_code,
        "next_action": payment.next_action,
        "authorization_expires_at": payment.authorization_expires_at,
        "lapse_notified": payment.lapse_notified,
        "capture_cents": payment.capture_cents,
        "dispute_status": payment.dispute_status,
        "token": payment.token,
        "return_url": payment.return_url,
        "action": payment.action,
        "attempts": payment.attempts,
        "next_attempt_at": payment.next_attempt_at,
        "updated_at": payment.updated_at,
    }


def refund_row(refund: Refund) -> dict[str, object]:
    return {
        **changing_refund_row(refund),
        "order_id": refund.order_id,
        "payment_id": refund.payment_id,
        "amount_cents": refund.amount_cents,
        "shipping_cents": refund.shipping_cents,
        "items": [item._asdict() for item in refund.items],
        "reason": refund.reason,
        "origin": refund.origin,
        "return_id": refund.return_id,
        "method": refund.method,
        "reference": refund.reference,
        "created_at": refund.created_at,
    }


def changing_refund_row(refund: Refund) -> dict[str, object]:
    return {
        "id": refund.id,
        "status": refund.status,
        "provider_id": refund.provider_id,
        "attempts": refund.attempts,
        "next_attempt_at": refund.next_attempt_at,
        "credited_cents": refund.credited_cents,
        "retry_of": refund.retry_of,
        "retried_as": refund.retried_as,
        "dismissed_at": refund.dismissed_at,
        "dismiss_reason": refund.dismiss_reason,
        "updated_at": refund.updated_at,
    }


def new_rows(parts: Iterable[Payment | Refund]) -> Iterable[Row]:
    """Rows of new payments and refunds."""
    return [payment_row(p) if isinstance(p, Payment) else refund_row(p) for p in parts if not p.persisted]


def changed_rows(parts: Iterable[Payment | Refund]) -> Iterable[Row]:
    """Rows of stored payments and refunds that have changed."""
    return [
        changing_payment_row(p) if isinstance(p, Payment) else changing_refund_row(p)
        for p in parts
        if p.persisted and p.dirty
    ]


def payment_of(row: Mapping[Any, Any]) -> Payment:
    next_action, action = row["next_action"], row["action"]
    return Payment(
        id=row["id"],
        order_id=row["order_id"],
        method=row["method"],
        status=PaymentState(row["status"]),
        amount_cents=row["amount_cents"],
        currency=row["currency"],
        created_at=_known(row["created_at"]),
        updated_at=_known(row["updated_at"]),
        captured_cents=row["captured_cents"],
        refunded_cents=row["refunded_cents"],
        provider_id=row["provider_id"],
        decline_code=row["decline_code"],
        next_action=NextAction(**{**next_action, "expires_at": _time(next_action["expires_at"])})
        if next_action
        else None,
        authorization_expires_at=_time(row["authorization_expires_at"]),
        lapse_notified=row["lapse_notified"],
        capture_cents=row["capture_cents"],
        dispute_status=row["dispute_status"],
        token=row["token"],
        return_url=row["return_url"],
        reference=row["reference"],
        provider=row["provider"] if row["method"] == "card" else None,
        action=Action(action) if action else None,
        attempts=row["attempts"],
        next_attempt_at=_time(row["next_attempt_at"]),
        persisted=True,
    )


def refund_of(row: Mapping[Any, Any]) -> Refund:
    return Refund(
        id=row["id"],
        order_id=row["order_id"],
        payment_id=row["payment_id"],
        amount_cents=row["amount_cents"],
        shipping_cents=row["shipping_cents"],
        items=[RefundItem(**item) for item in row["items"]],
        reason=row["reason"],
        origin=row["origin"],
        status=refunds.RefundState(row["status"]),
        created_at=_known(row["created_at"]),
        updated_at=_known(row["updated_at"]),
        return_id=row["return_id"],
        method=row["method"],
        reference=row["reference"],
        provider_id=row["provider_id"],
        attempts=row["attempts"],
        next_attempt_at=_time(row["next_attempt_at"]),
        credited_cents=row["credited_cents"],
        retry_of=row["retry_of"],
        retried_as=row["retried_as"],
        dismissed_at=_time(row["dismissed_at"]),
        dismiss_reason=row["dismiss_reason"],
        persisted=True,
    )


def _time(value: datetime | str | None) -> datetime | None:
    """A time from the driver or from JSON."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _known(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
