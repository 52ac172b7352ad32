"""Another attempt to take an order's money: after a decline, or because nobody paid at first."""

from dataclasses import dataclass
from datetime import timedelta

from modules.orders.application.announce import announce
from modules.orders.application.audit import audit
from modules.orders.application.commands import OrderCommand, PaymentWish
from modules.orders.application.new_payment import new_payment
from modules.orders.application.terms import payment_method_of
from modules.orders.application.visibility import owns, visible
from modules.orders.domain import paying
from modules.orders.domain.errors import payment_method_unavailable
from modules.orders.domain.life import Status, Step, invalid_transition
from modules.orders.domain.order import Order
from modules.orders.ports.stock import Stock
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from modules.orders.public import OrderPolicy
from shared.kernel.errors import Refusal
from shared.kernel.idempotency import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOrder(OrderCommand):
    wish: PaymentWish


@dataclass(frozen=True, slots=True)
class Paying:
    """An order and the attempt to take its money."""

    order: Order
    payment_id: int


class StartPayment:
    """By its customer, its guest, or who may place or write orders; money taken by hand by payments:record.

    The holds are kept from here on, until it is known what becomes of the payment.
    """

    def __init__(self, begin: Begin, stock: Stock, policy: OrderPolicy) -> None:
        self._begin = begin
        self._stock = stock
        self._currency = policy.currency
        self._takes_cards = policy.takes_cards
        self._within = timedelta(seconds=policy.payment_seconds)

    async def __call__(self, command: PayOrder, reply: Reply[Paying] | None = None) -> Paying:
        """Raises NotFound, Forbidden, Invalid, Conflict `invalid_transition` or `payment_in_progress`."""
        refusal: Refusal | None = None
        async with self._begin(reply.claim if reply else None) as work:
            order = visible(command.principal, await work.orders.lock(command.order_id))
            if not owns(command.principal, order):
                command.principal.require("orders:write", "orders:create", "payments:record")
            method = payment_method_of(command.principal, command.wish, takes_cards=self._takes_cards)
            if method == "invoice":
                raise payment_method_unavailable()
            (payment_id,) = await work.orders.next_ids(1, "payment")
            waited = order.status is Status.PENDING_PAYMENT
            payment = new_payment(payment_id, order.id, order.due_cents, self._currency, command.wish, work.tx.now)
            paying.start(order, payment, work.tx.now, command.cause)
            if payment.captured_cents:
                paying.taken_by_hand(order, payment, work.tx.now, command.cause)
                audit(work.tx, "paid", command, order, payment=payment.id, amount_cents=payment.amount_cents)
            if waited and not await self._keeps_stock(work, order, command):
                refusal = invalid_transition(order.status, Step.CONFIRM)
                order = await self._expired(work, command)
            work.orders.save(order)
            announce(work.tx, order)
            outcome = Paying(order, payment_id)
            await work.commit(None if refusal else reply, outcome)
        if refusal is not None:
            raise refusal
        return outcome

    async def _keeps_stock(self, work: UnitOfWork, order: Order, command: PayOrder) -> bool:
        """Whether the order's holds are still there: for good if it stands now, else while the money is under way."""
        if not await self._stock.pin(work.tx, order.id, command.cause):
            return False
        if order.status is Status.CONFIRMED:
            await work.coupons.consume(order)
            await self._stock.commit(work.tx, order.id, command.cause)
        return True

    async def _expired(self, work: UnitOfWork, command: PayOrder) -> Order:
        """The order without the attempt: a hold was already gone, so it comes to nothing."""
        order = visible(command.principal, await work.orders.lock(command.order_id))
        order.expire(work.tx.now, command.cause)
        await work.coupons.release(order)
        await self._stock.release(work.tx, order.id, command.cause)
        return order
