"""Compares all card payments with the payment providers', in both directions."""

from collections.abc import Mapping, Sequence

from modules.orders.domain.order.payments.refund import RefundState
from modules.orders.ports.integrity import CardPayment, IntegrityQueries
from modules.orders.ports.payments.payment_provider import (
    OutcomeUnknown,
    PaymentProvider,
    PaymentProviders,
    ProviderLedgerEntry,
)
from modules.orders.ports.payments.payment_queries import PaymentQueries
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class ReconcileProvider:
    """Both sides change during the comparison, so each difference is read again before it is reported.

    Open payments are skipped. Provider payments without our metadata belong to other systems. A provider that is not
    configured knows no payments.
    """

    def __init__(self, integrity: IntegrityQueries, records: PaymentQueries, providers: PaymentProviders) -> None:
        self._integrity = integrity
        self._records = records
        self._providers = providers

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        expected = await self._integrity.card_money(snapshot)
        found: list[Violation] = []
        charged: dict[int, list[ProviderLedgerEntry]] = {}
        for name in dict.fromkeys((*self._providers.names, *(payment.provider for payment in expected.values()))):
            own = {payment_id: payment for payment_id, payment in expected.items() if payment.provider == name}
            try:
                found += await self._compare(self._providers.named(name), own, charged)
            except OutcomeUnknown as error:
                found.append(Violation(f"payment provider {name}", f"its payments could not all be read: {error}"))
        for order_id, entries in charged.items():
            if len(entries) > 1 and not await self._are_parts_of_one_total(entries):
                found.append(Violation(f"order:{order_id}", f"was charged {len(entries)} times"))
        return found

    async def _compare(
        self,
        provider: PaymentProvider,
        expected: Mapping[int, CardPayment],
        charged: dict[int, list[ProviderLedgerEntry]],
    ) -> list[Violation]:
        """Compare the payments of one provider; add its charges to `charged` by order."""
        found: list[Violation] = []
        seen: set[int] = set()
        async for entry in provider.list_payments():
            if entry.payment_id is None:
                continue
            seen.add(entry.payment_id)
            if entry.captured_cents and entry.order_id is not None:
                charged.setdefault(entry.order_id, []).append(entry)
            if not _agree(expected.get(entry.payment_id), entry.captured_cents, entry.refunded_cents):
                found += await self._confirmed_difference(provider, entry)
        return [*found, *await _missing_at_provider(provider, expected, seen)]

    async def _are_parts_of_one_total(self, entries: Sequence[ProviderLedgerEntry]) -> bool:
        """Whether several charges are partial payments that do not exceed the order's total."""
        orders = [await self._records.get_order_of_payment(entry.payment_id or 0) for entry in entries]
        first = orders[0]
        if first is None or any(order is None or order.id != first.id for order in orders):
            return False
        return sum(entry.captured_cents for entry in entries) <= first.totals.total_cents

    async def _confirmed_difference(self, provider: PaymentProvider, entry: ProviderLedgerEntry) -> list[Violation]:
        payment_id = entry.payment_id or 0
        order = await self._records.get_order_of_payment(payment_id)
        if order is None:
            detail = f"{entry.captured_cents} are captured at the provider for a payment that is unknown here"
            return [Violation(f"payment:{payment_id}", detail)] if entry.captured_cents else []
        payment = order.payment(payment_id)
        is_open = payment.is_mutable or any(refund.is_open for refund in order.refunds)
        try:
            state = await provider.get_payment(payment_id, entry.provider_id)
        except OutcomeUnknown as error:
            return [Violation(f"payment:{payment_id} of order:{order.id}", str(error))]
        there = (state.captured_cents, state.refunded_cents) if state else (0, 0)
        by_card = payment.refunded_cents - sum(
            refund.amount_cents
            for refund in order.refunds
            if refund.payment_id == payment_id and refund.method == "manual" and refund.status is RefundState.SUCCEEDED
        )
        here = (payment.captured_cents, by_card)
        return (
            []
            if is_open or there == here
            else [Violation(f"payment:{payment_id} of order:{order.id}", _described(here, there))]
        )


async def _missing_at_provider(
    provider: PaymentProvider, expected: Mapping[int, CardPayment], seen: set[int]
) -> list[Violation]:
    """Captured payments that the provider does not know."""
    found: list[Violation] = []
    for payment_id, recorded in expected.items():
        if payment_id in seen or not recorded.captured_cents or recorded.is_open:
            continue
        try:
            state = await provider.get_payment(payment_id, recorded.provider_id)
        except OutcomeUnknown as error:
            found.append(Violation(f"payment:{payment_id} of order:{recorded.order_id}", str(error)))
            continue
        if state is None or state.captured_cents != recorded.captured_cents:
            detail = f"{recorded.captured_cents} captured here, unknown to the provider"
            found.append(Violation(f"payment:{payment_id} of order:{recorded.order_id}", detail))
    return found


def _agree(recorded: CardPayment | None, captured_cents: int, refunded_cents: int) -> bool:
    if recorded is None:
        return captured_cents == 0
    return recorded.is_open or (recorded.captured_cents, recorded.refunded_cents) == (captured_cents, refunded_cents)


def _described(here: tuple[int, int], there: tuple[int, int]) -> str:
    return f"{here[0]} captured and {here[1]} refunded here, {there[0]} and {there[1]} at the provider"
