"""Provide users to other modules as customers."""

from collections.abc import Mapping, Sequence

from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Join
from modules.users.ports.user_queries import UserQueries
from modules.users.public import Customer
from shared.kernel.transaction import Transaction
from shared.kernel.values.email import canonical


class DescribeCustomers:
    def __init__(self, join: Join, user_queries: UserQueries) -> None:
        self._join = join
        self._queries = user_queries

    async def get_customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        """Return the existing users, as the caller's transaction sees them."""
        users = await self._join(tx).users.get_by_ids(ids)
        return {id_: customer_of(user) for id_, user in users.items()}

    async def find_id_by_email(self, tx: Transaction, email: str) -> int | None:
        """Return the id of the user with the address, as the caller's transaction sees it."""
        return await self._join(tx).users.find_id_by_email(canonical(email))

    async def get_customer(self, user_id: int) -> Customer | None:
        user = await self._queries.get_by_id(user_id)
        return None if user is None else customer_of(user)


def customer_of(user: User) -> Customer:
    return Customer(
        id=user.id,
        email=user.email.address,
        username=user.username.text,
        full_name=user.full_name,
        is_active=user.is_active,
        email_verified_at=user.email_verified_at,
    )
