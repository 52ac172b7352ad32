"""Forgetting who a customer was; the orders keep their numbers."""

from modules.orders.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class EraseCustomer:
    """Works in the transaction that marks the message done; again changes nothing more."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, customer_id: int) -> None:
        work = self._join(tx)
        await work.orders.erase(customer_id)
        await work.returns.erase(customer_id)
