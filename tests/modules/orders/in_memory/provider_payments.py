"""What the fake provider stores: payments, refunds, and the first use of each idempotency key."""

from dataclasses import dataclass

from modules.orders.domain.settlement.provider_results import ProviderPayment, ProviderRefund
from modules.orders.ports.payments.payment_provider import Charge, OutcomeUnknown


@dataclass
class StoredPayment:
    charge: Charge
    state: ProviderPayment


@dataclass
class StoredRefund:
    refund_id: int
    provider_id: str
    amount_cents: int
    state: ProviderRefund


class IdempotencyKeys(dict[str, tuple[object, str]]):
    """The parameters and the result of each key's first use."""

    def first(self, key: str, requested: object, id_: str) -> str:
        """The result stored under the key on its first use."""
        before, first = self.setdefault(key, (requested, id_))
        if before != requested:
            raise OutcomeUnknown(f"the key {key} was used with other parameters")
        return first
