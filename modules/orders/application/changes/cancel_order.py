"""Cancel an order or some of its units, and refund their price."""

from collections.abc import Mapping
from dataclasses import dataclass

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_access import changeable
from modules.orders.application.order_command import OrderCommand
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment.stock_movements import end_shortfall, is_held_for_shortfall
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import RefundItem
from modules.orders.domain.order.status import OrderStatus, Transition, invalid_transition
from modules.orders.domain.settlement import refund_policy
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrderCommand(OrderCommand[Order]):
    """`units` by line id; None: the whole order."""

    reason: str
    units: Mapping[int, int] | None = None


class CancelOrder:
    """Allowed for the order's customer or guest, and with orders:write.

    One transaction releases the stock, voids authorizations and refunds captured money. Shipping is refunded
    too if no units are left to ship.
    """

    def __init__(self, begin: Begin, stock: Stock, promotions: Promotions) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions

    async def __call__(self, command: CancelOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition` or
        `payment_in_progress`.
        """
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=True)
            before = order.status
            await self._cancel(work, order, command)
            work.orders.save(order)
            audit(work.tx, "cancelled", command, order=order, status=[before.value, order.status.value])
            await work.commit(order)
        return order

    async def _cancel(self, work: UnitOfWork, order: Order, command: CancelOrderCommand) -> None:
        now, metadata, units = work.tx.now, command.metadata, command.units
        if units is None or cancellation.cancels_whole_order(order, units):
            unpaid = order.status is OrderStatus.PENDING_PAYMENT
            items = cancellation.cancel(order, command.reason, now=now, metadata=metadata)
            if unpaid:
                await self._promotions.release(work.tx, order)
            await self._give_back(work, order, items, refund_policy.refundable_shipping_cents(order), command)
            await self._stock.release(work.tx, order.id, metadata)
        else:
            before, cancelled = order.status, order.cancelled_cents
            items = cancellation.cancel_units(order, units, now=now, metadata=metadata)
            shipping_cents = order.cancelled_cents - cancelled - sum(item.amount_cents for item in items)
            await self._give_back(work, order, items, shipping_cents, command)
            is_now_confirmed = before is OrderStatus.PENDING_PAYMENT and order.status is not before
            if is_now_confirmed:
                await self._promotions.consume(work.tx, order)
            await self._stock.release(work.tx, order.id, metadata, units)
            if is_held_for_shortfall(order):
                end_shortfall(order, now, metadata, is_short=bool(await self._stock.list_shortages(work.tx, order.id)))
            if is_now_confirmed:
                await self._keep_rest(work, order, metadata)
                await fulfill_digital(work.tx, self._stock, order, metadata=metadata)

    async def _keep_rest(self, work: UnitOfWork, order: Order, metadata: EventMetadata) -> None:
        """The remaining units are free: commit their reservation. Raises Conflict if it has expired."""
        try:
            await self._stock.commit(work.tx, order.id, metadata)
        except Conflict as gone:
            raise invalid_transition(OrderStatus.PENDING_PAYMENT, Transition.CANCEL) from gone

    async def _give_back(
        self, work: UnitOfWork, order: Order, items: list[RefundItem], shipping_cents: int, command: CancelOrderCommand
    ) -> None:
        """Refund what was captured beyond the remaining total, including the amount of earlier failed refunds."""
        if (amount := refund_policy.surplus_cents(order)) <= 0:
            return
        request = refund_policy.RefundRequest(
            amount_cents=amount,
            shipping_cents=min(shipping_cents, amount),
            items=items,
            reason=command.reason,
            origin="cancellation",
        )
        made, *_ = refund_policy.create_refunds(
            order, await refund_ids(work, order), request, now=work.tx.now, metadata=command.metadata
        )
        refund_policy.supersede_failed(order, made, work.tx.now)
