"""Implements the port `Customers` with the users module."""

from collections.abc import Mapping, Sequence

from modules.orders.ports.customers import Customer
from modules.users.public import UsersApi
from shared.kernel.transaction import Transaction


class UsersGateway:
    def __init__(self, users_api: UsersApi) -> None:
        self._users = users_api

    async def get_many(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        return await self._users.get_customers(tx, ids)

    async def find_by_email(self, tx: Transaction, email: str) -> int | None:
        return await self._users.find_customer_id(tx, email)
