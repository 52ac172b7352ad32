"""Who has shown that an e-mail address is theirs sees the orders that were placed with it as a guest."""

from modules.orders.ports.customers import Customers
from modules.orders.ports.unit_of_work import UnitOfWorkJoin
from shared.kernel.transaction import Transaction


class ClaimGuestOrders:
    """Works in the transaction that marks the message done; again changes nothing more.

    Asks whether the address is verified instead of believing the message: the account may be another by now, or gone.
    """

    def __init__(self, join: UnitOfWorkJoin, customers: Customers) -> None:
        self._join = join
        self._customers = customers

    async def __call__(self, tx: Transaction, customer_id: int) -> None:
        customer = (await self._customers.get_many(tx, [customer_id])).get(customer_id)
        if customer is not None and customer.email_verified_at is not None:
            await self._join(tx).orders.claim_guest_orders(customer_id, customer.email)
