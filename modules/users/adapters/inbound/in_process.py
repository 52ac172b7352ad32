"""Users as a neighbour in the same process: implements `UsersApi`."""

from collections.abc import Mapping, Sequence

from modules.users.application.describe_customers import DescribeCustomers
from modules.users.public import Customer
from shared.kernel.transaction import Transaction


class InProcessUsers:
    def __init__(self, describe: DescribeCustomers) -> None:
        self._describe = describe

    async def customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        return await self._describe.within(tx, ids)

    async def customer(self, user_id: int) -> Customer | None:
        return await self._describe.one(user_id)
