"""Record a provider result: payment, order, stock, coupon and events in one transaction."""

from collections.abc import Callable
from datetime import timedelta

from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.fulfillment import return_credits
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import Refund, RefundState
from modules.orders.domain.order.status import OrderStatus
from modules.orders.domain.settlement import payment_results, refund_policy
from modules.orders.domain.settlement.apply_provider_result import (
    ResultContext,
    apply_payment_result,
    apply_refund_result,
)
from modules.orders.domain.settlement.due_requests import Due, RefundDue, is_due_at_provider
from modules.orders.domain.settlement.provider_results import ProviderResult
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata


class _ReservationExpired(Exception):
    """The reservation has expired although the payment succeeded, so the order cannot be confirmed."""


class RecordOutcome:
    """`chance` returns a random number from 0 to 1, which sets the jitter of retries."""

    def __init__(
        self, begin: Begin, stock: Stock, promotions: Promotions, policy: OrderPolicy, chance: Callable[[], float]
    ) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions
        self._within = timedelta(seconds=policy.payment_seconds)
        self._chance = chance

    async def __call__(self, due: Due, result: ProviderResult, metadata: EventMetadata) -> bool:
        """Returns whether another request is due for the order."""
        try:
            return await self._record(due, result, metadata, reservation_expired=False)
        except _ReservationExpired:
            return await self._record(due, result, metadata, reservation_expired=True)

    async def _record(
        self, due: Due, result: ProviderResult, metadata: EventMetadata, *, reservation_expired: bool
    ) -> bool:
        async with self._begin() as work:
            order = await work.orders.lock(due.order_id)
            if order is None:
                return False
            before = order.status
            if reservation_expired and before is OrderStatus.PENDING_PAYMENT:
                order.expire(work.tx.now, metadata)
            lines_changed = False
            context = ResultContext(now=work.tx.now, metadata=metadata, within=self._within, chance=self._chance)
            if isinstance(due, RefundDue):
                lines_changed = await _apply_refund_result(work, order, order.refund(due.refund.id), result, context)
            else:
                payment = order.payment(due.payment.id)
                was_captured = payment.status is PaymentState.CAPTURED
                apply_payment_result(
                    order, payment, due.action, result=result, context=context, superseded=due.is_superseded(payment)
                )
                if payment.status is PaymentState.CAPTURED and not was_captured:
                    await _refund_surplus(work, order, metadata)
                await self._update_stock_and_coupon(work, order, before, metadata)
            fulfilled = await fulfill_digital(work.tx, self._stock, order, metadata=metadata)
            # Only expiry, digital lines and a failed refund change the lines.
            lines_changed = lines_changed or fulfilled or order.status is OrderStatus.EXPIRED
            save = work.orders.save if lines_changed else work.orders.save_money
            save(order)
            await work.commit()
        return is_due_at_provider(order, context.now)

    async def _update_stock_and_coupon(
        self, work: UnitOfWork, order: Order, before: OrderStatus, metadata: EventMetadata
    ) -> None:
        """Update stock and coupon after the outcome of an unpaid order's payment."""
        if before is not OrderStatus.PENDING_PAYMENT:
            return
        if order.status is OrderStatus.CONFIRMED:
            await self._promotions.consume(work.tx, order)
            try:
                await self._stock.commit(work.tx, order.id, metadata)
            except Conflict as error:
                raise _ReservationExpired from error
        elif order.status is OrderStatus.PENDING_PAYMENT and not order.has_payment_in_progress:
            if order.is_overdue(work.tx.now):
                order.expire(work.tx.now, metadata)
            elif order.payment_due_at is not None:
                await self._stock.expire_at(work.tx, order.id, order.payment_due_at, metadata)
        if order.status is OrderStatus.EXPIRED:
            await self._promotions.release(work.tx, order)
            await self._stock.release(work.tx, order.id, metadata)


async def _apply_refund_result(
    work: UnitOfWork, order: Order, refund: Refund, result: ProviderResult, context: ResultContext
) -> bool:
    """Returns whether the refund has failed now; then its units and its return are refundable again."""
    had_failed = refund.status is RefundState.FAILED
    apply_refund_result(order, refund, result, context=context)
    failed = refund.status is RefundState.FAILED and not had_failed
    if failed and refund.return_id is not None:
        returns = await work.returns.list_by_order(order.id)
        for chosen in returns:
            return_credits.reopen_after_failed_refund(order, chosen, refund, now=context.now, metadata=context.metadata)
            work.returns.save(chosen)
    return failed


async def _refund_surplus(work: UnitOfWork, order: Order, metadata: EventMetadata) -> None:
    """Refund everything if the order was cancelled or has expired meanwhile, else the excess over its total."""
    if (amount := refund_policy.surplus_cents(order)) <= 0:
        return
    late = payment_results.is_late(order)
    shipping = min(amount, refund_policy.refundable_shipping_cents(order)) if late else 0
    reason = "The order is no longer active." if late else "The order costs less than was paid."
    request = refund_policy.RefundRequest(
        amount_cents=amount, shipping_cents=shipping, items=(), reason=reason, origin="late"
    )
    made, *_ = refund_policy.create_refunds(
        order, await refund_ids(work, order), request, now=work.tx.now, metadata=metadata
    )
    refund_policy.supersede_failed(order, made, work.tx.now)
