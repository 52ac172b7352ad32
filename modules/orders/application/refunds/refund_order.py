"""Refund an order on request; no stock moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from modules.orders.application.order_access import authorized
from modules.orders.application.order_command import OrderCommand
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.order.errors import field_error, nothing_to_refund, refund_exceeds_captured
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Method
from modules.orders.domain.order.payments.refund import Origin
from modules.orders.domain.order.status import OrderStatus
from modules.orders.domain.settlement import payment_results, refund_policy
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.payments.payment_queries import RefundRecord
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPolicy
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrderCommand(OrderCommand[RefundRecord]):
    """`units` by line id at the price paid, or any `amount_cents`; `shipping_cents` are added."""

    reason: str
    units: Mapping[int, int] | None = None
    amount_cents: int | None = None
    shipping_cents: int = 0
    method: Method | None = None
    reference: str | None = None


class RefundOrder:
    """Requires orders:refund, or payments:record for refunds made outside the provider (`manual`).

    The provider is called after the commit; manual payments are refunded manually. An amount that no single
    payment covers becomes one refund for each payment; the first is the outcome.
    """

    def __init__(self, begin: Begin, stock: Stock, policy: OrderPolicy) -> None:
        self._begin = begin
        self._stock = stock
        self._within = timedelta(seconds=policy.payment_seconds)

    async def __call__(self, command: RefundOrderCommand) -> RefundRecord:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `refund_exceeds_captured`,
        `units_not_shipped`, `already_refunded` or `nothing_to_refund`.
        """
        scope = "payments:record" if command.method == "manual" else "orders:refund"
        command.principal.require(scope)  # before locking: the route accepts either scope
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = authorized(command.principal, found, command.if_version, scope=scope)
            request = _refund_request(order, command)
            refund, *_ = refund_policy.create_refunds(
                order, await refund_ids(work, order), request, now=work.tx.now, metadata=command.metadata
            )
            if (
                payment_results.restart_payment_window(order, self._within, work.tx.now)
                and order.payment_due_at is not None
            ):
                await self._stock.expire_at(work.tx, order.id, order.payment_due_at, command.metadata)
            save = work.orders.save if request.items else work.orders.save_money
            save(order)
            # Refunds are audited even if the caller owns the order.
            changes = {"refund": refund.id, "amount_cents": request.amount_cents}
            work.tx.audit(
                AuditEntry("order.refunded", resource=f"order:{order.id}", metadata=command.metadata, changes=changes)
            )
            outcome = RefundRecord(refund, order.currency)
            await work.commit(outcome)
        return outcome


def _refund_request(order: Order, command: RefundOrderCommand) -> refund_policy.RefundRequest:
    units, amount, shipping = command.units, command.amount_cents, command.shipping_cents
    if units is not None and amount is not None:
        raise field_error("/amount_cents", "ambiguous", "Specify either items or amount_cents, not both.")
    if units is None and amount is None and not shipping:
        raise field_error("/amount_cents", "required", "Specify items, amount_cents or shipping_cents.")
    if refund_policy.captured_payment(order) is None:
        raise refund_exceeds_captured(0)
    if shipping > (most := refund_policy.refundable_shipping_cents(order)):
        raise refund_exceeds_captured(most)
    items = refund_policy.credit_shipped(order, units) if units is not None else ()
    worth = amount or sum(item.amount_cents for item in items)
    if worth + shipping == 0:
        raise nothing_to_refund()
    # Before confirmation nothing is sold: refunding a partial payment credits no lines.
    origin: Origin = "part_payment" if order.status is OrderStatus.PENDING_PAYMENT else "request"
    return refund_policy.RefundRequest(
        amount_cents=worth + shipping,
        shipping_cents=shipping,
        items=items,
        reason=command.reason,
        origin=origin,
        method=command.method,
        reference=command.reference,
    )
