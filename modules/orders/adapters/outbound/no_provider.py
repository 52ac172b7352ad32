"""The port `PaymentProvider` of a shop that takes no cards: what was begun with one waits for it to come back."""

from collections.abc import AsyncIterator

from modules.orders.ports.payments.provider import (
    Charge,
    NotFromProvider,
    ProviderEntry,
    ProviderState,
    RefundState,
    Report,
    Unsettled,
)


class NullPaymentProvider:
    async def knows_card(self, token: str) -> bool:
        raise Unsettled("no payment provider")

    async def authorise(self, charge: Charge) -> ProviderState:
        raise Unsettled("no payment provider")

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderState:
        raise Unsettled("no payment provider")

    async def void(self, payment_id: int, provider_id: str) -> ProviderState:
        raise Unsettled("no payment provider")

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> RefundState:
        raise Unsettled("no payment provider")

    async def look_up(self, payment_id: int, provider_id: str | None) -> ProviderState | None:
        return None

    async def look_up_refund(self, refund_id: int, provider_id: str) -> RefundState | None:
        return None

    def read_report(self, payload: bytes, signature: str) -> Report:
        raise NotFromProvider

    async def books(self) -> AsyncIterator[ProviderEntry]:
        nothing: list[ProviderEntry] = []
        for entry in nothing:
            yield entry

    async def close(self) -> None:
        """Nothing is open."""
