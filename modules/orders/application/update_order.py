"""Correcting addresses, note and metadata before anything is shipped."""

from modules.orders.application.address_policy import AddressPolicy
from modules.orders.application.announce import announce
from modules.orders.application.audit import audit
from modules.orders.application.commands import UpdateOrder
from modules.orders.application.visibility import changeable
from modules.orders.domain.correcting import correct
from modules.orders.domain.order import Order
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.idempotency import Reply


class Update:
    """By its customer or orders:write."""

    def __init__(self, begin: Begin, addresses: AddressPolicy) -> None:
        self._begin = begin
        self._addresses = addresses

    async def __call__(self, command: UpdateOrder, reply: Reply[Order] | None = None) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`."""
        async with self._begin(reply.claim if reply else None) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=True)
            details = command.amend(order.details)
            self._addresses.check(details, before=order.details)
            if changed := correct(order, details, work.tx.now, command.cause):
                work.orders.save(order)
                announce(work.tx, order)
                audit(work.tx, "changed", command, order, fields=changed)
            await work.commit(reply, order)
        return order
