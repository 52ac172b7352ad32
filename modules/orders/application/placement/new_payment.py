"""Create a payment."""

from datetime import datetime

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState


def new_payment(
    payment_id: int,
    *,
    order_id: int,
    amount_cents: int,
    currency: str,
    instruction: PaymentInstruction | None,
    now: datetime,
    provider: str | None = None,
) -> Payment:
    """A card payment at the provider with a due authorization, or a captured manual payment."""
    if instruction is not None and instruction.method == "card":
        return Payment(
            id=payment_id,
            order_id=order_id,
            method="card",
            status=PaymentState.CREATED,
            amount_cents=amount_cents,
            currency=currency,
            created_at=now,
            updated_at=now,
            token=instruction.token,
            return_url=instruction.return_url,
            provider=provider,
            action=Action.AUTHORIZE,
            next_attempt_at=now,
        )
    return Payment(
        id=payment_id,
        order_id=order_id,
        method="manual",
        status=PaymentState.CAPTURED,
        amount_cents=amount_cents,
        currency=currency,
        created_at=now,
        updated_at=now,
        captured_cents=amount_cents,
        reference=instruction.reference if instruction else None,
    )
