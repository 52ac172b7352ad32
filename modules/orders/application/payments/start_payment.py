"""Start a payment of an order."""

from datetime import timedelta

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_access import visible
from modules.orders.application.payments.pay_order_command import PayOrderCommand, StartedPayment
from modules.orders.application.payments.payable_order import RECORD_SCOPES, payable
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.application.placement.order_terms import provider_of
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import PAYABLE_STATUSES, OrderStatus, Transition, invalid_transition
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import DomainError


class StartPayment:
    """Allowed for the order's customer or guest and with orders:create or orders:write; manual payments require
    payments:record.

    The reservations do not expire until the payment's outcome is known, or while the order is partially paid.
    """

    def __init__(self, begin: Begin, stock: Stock, promotions: Promotions, policy: OrderPolicy) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions
        self._currency = policy.currency
        self._providers = policy.payment_providers
        self._within = timedelta(seconds=policy.payment_seconds)

    async def __call__(
        self,
        command: PayOrderCommand,
        cancelled_payment_id: int | None = None,
    ) -> StartedPayment:
        """`cancelled_payment_id`: the earlier payment; if it has succeeded, it is the outcome.

        Raises NotFound, Forbidden, Invalid, VersionMismatch, Conflict `invalid_transition`, `payment_in_progress` or
        `payment_exceeds_outstanding`.
        """
        error: DomainError | None = None
        async with self._begin(command) as work:
            order = payable(command, await work.orders.lock(command.order_id), providers=self._providers)
            if (
                cancelled_payment_id is not None
                and order.status in PAYABLE_STATUSES
                and order.payment(cancelled_payment_id).has_succeeded
            ):
                outcome = StartedPayment(order, cancelled_payment_id, is_new=False)
                await work.commit(outcome)
                return outcome
            (payment_id,) = await work.orders.next_ids(1, "payment")
            was_pending = order.status is OrderStatus.PENDING_PAYMENT
            amount = command.instruction.amount_cents or order.payable_cents
            provider = provider_of(command.instruction, self._providers)
            payment = new_payment(
                payment_id,
                order_id=order.id,
                amount_cents=amount,
                currency=self._currency,
                instruction=command.instruction,
                now=work.tx.now,
                provider=provider,
            )
            payment_results.start(order, payment, now=work.tx.now, metadata=command.metadata)
            if payment.captured_cents:
                payment_results.record_manual_payment(order, payment, now=work.tx.now, metadata=command.metadata)
                audit(work.tx, "paid", command, order=order, payment=payment.id, amount_cents=payment.amount_cents)
            if was_pending and not await self._keep_reservation(work, order, command):
                error = invalid_transition(order.status, Transition.CONFIRM)
                order = await self._expired(work, command)
            await fulfill_digital(work.tx, self._stock, order, metadata=command.metadata)
            work.orders.save(order)
            outcome = StartedPayment(order, payment_id)
            if error is None:
                await work.commit(outcome)
            else:
                await work.commit_without_response()
        if error is not None:
            raise error
        return outcome

    async def _keep_reservation(self, work: UnitOfWork, order: Order, command: PayOrderCommand) -> bool:
        """Keep the reservations during the payment, or commit them if the order is confirmed. False if they expired."""
        if not await self._stock.keep_until_settled(work.tx, order.id, command.metadata):
            return False
        if order.status is OrderStatus.CONFIRMED:
            await self._promotions.consume(work.tx, order)
            await self._stock.commit(work.tx, order.id, command.metadata)
        return True

    async def _expired(self, work: UnitOfWork, command: PayOrderCommand) -> Order:
        """The order, expired without the payment, because a reservation had already expired."""
        order = visible(command.principal, await work.orders.lock(command.order_id), also=RECORD_SCOPES)
        order.expire(work.tx.now, command.metadata)
        await self._promotions.release(work.tx, order)
        await self._stock.release(work.tx, order.id, command.metadata)
        return order
