"""Void a manual payment that was recorded in error."""

from dataclasses import dataclass
from datetime import timedelta

from modules.orders.application.order_access import authorized
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.application.queries.payment_query_service import PaymentView
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPolicy
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPaymentCommand(SubresourceCommand[PaymentView]):
    reason: str


class VoidPayment:
    """Requires payments:record. For payments recorded for the wrong order or with the wrong amount."""

    def __init__(self, begin: Begin, stock: Stock, policy: OrderPolicy) -> None:
        self._begin = begin
        self._stock = stock
        self._within = timedelta(seconds=policy.payment_seconds)

    async def __call__(self, command: VoidPaymentCommand) -> PaymentView:
        """Raises NotFound, Forbidden, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order_id = await work.orders.find_by_payment(command.resource_id)
            found = await work.orders.lock(order_id) if order_id is not None else None
            order = authorized(command.principal, found, None, scope="payments:record", what="payment")
            payment = order.payment(command.resource_id)
            amount = payment.captured_cents
            payment_results.void_manual_payment(order, payment, now=work.tx.now, metadata=command.metadata)
            if (
                payment_results.restart_payment_window(order, self._within, work.tx.now)
                and order.payment_due_at is not None
            ):
                await self._stock.expire_at(work.tx, order.id, order.payment_due_at, command.metadata)
            work.orders.save_money(order)
            changes = {"payment": payment.id, "amount_cents": amount, "reason": command.reason}
            work.tx.audit(
                AuditEntry(
                    "order.payment_voided", resource=f"order:{order.id}", metadata=command.metadata, changes=changes
                )
            )
            outcome = PaymentView(payment, to_owner=False)
            await work.commit(outcome)
        return outcome
