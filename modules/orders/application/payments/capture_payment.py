"""Capture an authorized payment before the first shipment."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from modules.orders.application.order_access import authorized
from modules.orders.application.payments.pay_order_command import StartedPayment
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePaymentCommand(Command[StartedPayment]):
    payment_id: int


class BackgroundSettlement(Protocol):
    """`AwaitSettlement` implements it. If the process ends first, the reconciliation job settles later."""

    def start(self, order_id: int, metadata: EventMetadata) -> object: ...


class CapturePayment:
    """Requires orders:write. Commits the request to capture; the provider is called after the commit."""

    def __init__(self, begin: Begin, settlement: BackgroundSettlement) -> None:
        self._begin = begin
        self._settlement = settlement

    async def __call__(self, command: CapturePaymentCommand) -> StartedPayment:
        """Raises NotFound, Forbidden, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order_id = await work.orders.find_by_payment(command.payment_id)
            found = await work.orders.lock(order_id) if order_id is not None else None
            order = authorized(command.principal, found, None, scope="orders:write", what="payment")
            payment = order.payment(command.payment_id)
            payment_results.capture(order, payment, work.tx.now)
            work.orders.save_money(order)
            changes = {"payment": payment.id, "amount_cents": payment.amount_cents}
            work.tx.audit(
                AuditEntry(
                    "order.payment_captured", resource=f"order:{order.id}", metadata=command.metadata, changes=changes
                )
            )
            outcome = StartedPayment(order, payment.id)
            work.tx.after_commit(partial(self._start_settlement, order.id, command.metadata))
            await work.commit(outcome)
        return outcome

    def _start_settlement(self, order_id: int, metadata: EventMetadata) -> None:
        self._settlement.start(order_id, metadata)
