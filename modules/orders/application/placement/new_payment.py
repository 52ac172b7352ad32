"""Create a payment."""

from datetime import datetime

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.payment_states import Action, PaymentState


def new_payment(
    payment_id: int,
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
            payment_id,
            order_id,
            "card",
            PaymentState.CREATED,
            amount_cents,
            currency,
            now,
            now,
            token=instruction.token,
            return_url=instruction.return_url,
            provider=provider,
            action=Action.AUTHORIZE,
            next_try_at=now,
        )
    return Payment(
        payment_id,
        order_id,
        "manual",
        PaymentState.CAPTURED,
        amount_cents,
        currency,
        now,
        now,
        captured_cents=amount_cents,
        reference=instruction.reference if instruction else None,
    )
