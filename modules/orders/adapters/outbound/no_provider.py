"""The port `PaymentProvider` for a name that is not configured: open payments stay open until it is again."""

from collections.abc import AsyncIterator, Mapping

from modules.orders.domain.settlement.provider_results import ProviderPayment, ProviderRefund
from modules.orders.ports.payments.payment_provider import (
    Charge,
    InvalidSignature,
    OutcomeUnknown,
    ProviderEvent,
    ProviderLedgerEntry,
)


class NullPaymentProvider:
    async def knows_card(self, token: str) -> bool:
        raise OutcomeUnknown("no payment provider")

    async def authorize(self, charge: Charge) -> ProviderPayment:
        raise OutcomeUnknown("no payment provider")

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderPayment:
        raise OutcomeUnknown("no payment provider")

    async def void(self, payment_id: int, provider_id: str) -> ProviderPayment:
        raise OutcomeUnknown("no payment provider")

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> ProviderRefund:
        raise OutcomeUnknown("no payment provider")

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        return None

    async def get_refund(self, refund_id: int, provider_id: str) -> ProviderRefund | None:
        return None

    def parse_webhook(self, payload: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        raise InvalidSignature

    async def list_payments(self) -> AsyncIterator[ProviderLedgerEntry]:
        nothing: list[ProviderLedgerEntry] = []
        for entry in nothing:
            yield entry

    async def close(self) -> None:
        """There are no connections to close."""
