"""What becomes of an order's units after it was placed, as inventory tells it."""

from collections.abc import Sequence

from modules.orders.application.announce import announce
from modules.orders.domain.order import Allocation
from modules.orders.ports.unit_of_work import Join
from shared.kernel.events import Cause
from shared.kernel.transaction import Transaction


class FollowStock:
    """Works in the transaction that marks the message done: each is applied once."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def found(self, tx: Transaction, order_id: int, units: Sequence[Allocation], cause: Cause) -> None:
        """Units the order waited for have come."""
        work = self._join(tx)
        order = await work.orders.lock(order_id)
        if order is not None:
            order.find_units(units, tx.now, cause)
            work.orders.save(order)
            announce(tx, order)

    async def lost(self, tx: Transaction, order_id: int, units: Sequence[Allocation], cause: Cause) -> None:
        """Units set aside for the order do not exist."""
        work = self._join(tx)
        order = await work.orders.lock(order_id)
        if order is not None:
            order.lose_units(units, tx.now, cause)
            work.orders.save(order)
            announce(tx, order)
