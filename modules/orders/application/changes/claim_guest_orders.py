"""Give customers access to the guest orders placed with their verified e-mail address."""

from modules.orders.ports.customers import Customers
from modules.orders.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class ClaimGuestOrders:
    """Runs in the transaction that acknowledges the message; idempotent.

    Reads the account instead of trusting the message, because it may have changed or been deleted since.
    """

    def __init__(self, join: Join, customers: Customers) -> None:
        self._join = join
        self._customers = customers

    async def __call__(self, tx: Transaction, customer_id: int) -> None:
        customer = (await self._customers.get_many(tx, [customer_id])).get(customer_id)
        if customer is not None and customer.email_verified_at is not None:
            await self._join(tx).orders.claim_guest_orders(customer_id, customer.email)
