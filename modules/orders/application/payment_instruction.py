"""How an order is to be paid."""

from dataclasses import dataclass, field
from typing import Literal

PaymentMethod = Literal["card", "manual", "invoice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInstruction:
    """`card`: charged by the provider. `manual`: money already received. `invoice`: paid later.

    `amount_cents` of a manual payment may be partial; None: the outstanding amount. `provider` of a card payment; None:
    the shop's first one.
    """

    method: PaymentMethod
    token: str | None = field(default=None, repr=False)
    return_url: str | None = None
    amount_cents: int | None = None
    reference: str | None = None
    provider: str | None = None
