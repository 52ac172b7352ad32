"""Update addresses, note, metadata, guest data and shipping method of an order."""

from collections.abc import Callable
from dataclasses import dataclass

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_access import changeable
from modules.orders.application.order_command import OrderCommand
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.pricer import Pricer
from modules.orders.domain.changes.corrections import Correction, correct
from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.errors import not_a_guest
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping
from modules.orders.domain.order.status import OrderStatus, Transition, invalid_transition
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrderCommand(OrderCommand[Order]):
    """`amend` and `amend_guest` map the current details and guest to the new ones and may raise Invalid; None: no
    change. `shipping_method` is the code of the new method.
    """

    amend: Callable[[Details], Details] | None = None
    amend_guest: Callable[[Guest], Guest] | None = None
    shipping_method: str | None = None


class UpdateOrder:
    """Allowed for the order's customer and with orders:write; guest data with orders:write only."""

    def __init__(
        self, begin: Begin, stock: Stock, promotions: Promotions, pricer: Pricer, addresses: AddressPolicy
    ) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions
        self._pricer = pricer
        self._addresses = addresses

    async def __call__(self, command: UpdateOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict as `correct` does."""
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=True)
            if command.amend_guest is not None:
                command.principal.require("orders:write")
            wanted = await self._wanted(work, order, command)
            if changed := correct(order, wanted, now=work.tx.now, metadata=command.metadata):
                if wanted.guest is not None or wanted.shipping is not None:
                    await self._keep_terms(work, order, command)
                work.orders.save(order)
                audit(work.tx, "changed", command, order=order, fields=changed)
            await work.commit(order)
        return order

    async def _wanted(self, work: UnitOfWork, order: Order, command: UpdateOrderCommand) -> Correction:
        details = guest = shipping = None
        if command.amend is not None:
            details = command.amend(order.details)
            self._addresses.check(details, before=order.details)
        if command.amend_guest is not None:
            if order.buyer.guest is None:
                raise not_a_guest()
            guest = command.amend_guest(order.buyer.guest)
        if command.shipping_method is not None:
            shipping = await self._shipping(work.tx, order, command.shipping_method)
        return Correction(details, guest, shipping)

    async def _shipping(self, tx: Transaction, order: Order, code: str) -> Shipping:
        """The current price of the method for the order's goods, less the discount of the order's coupon."""
        travels = any(line.requires_shipping for line in order.lines)
        shipping = await self._pricer.shipping(code, order.details.shipping_address, travels=travels)
        return shipping.discounted(await self._promotions.shipping_discount(tx, order, shipping.price_cents))

    async def _keep_terms(self, work: UnitOfWork, order: Order, command: UpdateOrderCommand) -> None:
        """Save buyer, shipping and totals, and count the coupon for the current buyer."""
        await work.orders.save_terms(order)
        await self._promotions.reassign(work.tx, order)
        if order.status is OrderStatus.PENDING_PAYMENT and order.due_cents == 0:
            # Nothing is left to pay, so the order is confirmed, as if it had been placed like this.
            if not await self._stock.keep_until_settled(work.tx, order.id, command.metadata):
                raise invalid_transition(order.status, Transition.UPDATE)
            order.confirm(work.tx.now, command.metadata)
            await self._promotions.consume(work.tx, order)
            await self._stock.commit(work.tx, order.id, command.metadata)
            await fulfill_digital(work.tx, self._stock, order, metadata=command.metadata)
