"""Record payments that only the provider knows, because the shop was restored to an earlier time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.payments.payment_provider import OutcomeUnknown, PaymentProviders, ProviderLedgerEntry
from modules.orders.ports.payments.payment_queries import PaymentQueries
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPolicy
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


class AdoptPayments:
    """Idempotent. An adopted payment is looked up at the provider and settled like one whose response was lost.

    Payments that were refunded at the provider, and those of orders that do not exist here, need a person.
    """

    def __init__(
        self,
        begin: Begin,
        payments: PaymentQueries,
        providers: PaymentProviders,
        settle: SettleOrder,
        *,
        policy: OrderPolicy,
    ) -> None:
        self._begin = begin
        self._payments = payments
        self._providers = providers
        self._settle = settle
        self._currency = policy.currency

    async def __call__(self) -> Sequence[str]:
        """Returns a sentence about each payment that was recorded or that needs a person."""
        done: list[str] = []
        metadata = EventMetadata(actor="operator", request_id=f"repair-{uuid4().hex}")
        for name in self._providers.names:
            try:
                entries = [entry async for entry in self._providers.named(name).list_payments()]
            except OutcomeUnknown as error:
                done.append(f"payment provider {name}: its payments could not all be read: {error}")
                continue
            for entry in entries:
                done += await self._repair(name, entry, metadata)
        return done

    async def _repair(self, provider: str, entry: ProviderLedgerEntry, metadata: EventMetadata) -> Sequence[str]:
        if entry.payment_id is None or entry.order_id is None:
            return ()
        order = await self._payments.get_order_of_payment(entry.payment_id)
        if order is not None:
            if order.payment(entry.payment_id).is_mutable:
                await self._settle(order.id, metadata)
            return ()
        held = entry.captured_cents - entry.refunded_cents
        if held <= 0:
            return ()
        where = f"payment {entry.payment_id} of order {entry.order_id} ({entry.provider_id} at {provider})"
        if entry.refunded_cents:
            return [f"{where}: {entry.captured_cents} captured and {entry.refunded_cents} refunded: record it by hand"]
        if not await self._adopt(provider, entry, metadata):
            return [f"{where}: the order does not exist; refund {held} by hand at the provider"]
        await self._settle(entry.order_id, metadata)
        return [f"{where}: {held} captured at the provider are recorded"]

    async def _adopt(self, provider: str, entry: ProviderLedgerEntry, metadata: EventMetadata) -> bool:
        """Add the payment to its order, with a look-up due. False if there is no such order."""
        async with self._begin() as work:
            order = await work.orders.lock(entry.order_id or 0)
            if order is None:
                return False
            payment = _unknown_payment(entry, provider, self._currency, now=work.tx.now)
            payment_results.adopt(order, payment, now=work.tx.now, metadata=metadata)
            work.orders.save_money(order)
            changes = {"payment": payment.id, "provider": provider, "amount_cents": payment.amount_cents}
            work.tx.audit(
                AuditEntry("order.payment_adopted", resource=f"order:{order.id}", metadata=metadata, changes=changes)
            )
            await work.commit()
        return True


def _unknown_payment(entry: ProviderLedgerEntry, provider: str, currency: str, *, now: datetime) -> Payment:
    return Payment(
        id=entry.payment_id or 0,
        order_id=entry.order_id or 0,
        method="card",
        status=PaymentState.UNKNOWN,
        amount_cents=entry.captured_cents,
        currency=currency,
        created_at=now,
        updated_at=now,
        provider=provider,
        provider_id=entry.provider_id,
        action=Action.LOOK_UP,
        next_attempt_at=now,
    )
