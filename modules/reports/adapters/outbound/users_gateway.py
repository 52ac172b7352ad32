"""Implements the port `CustomerQueries` with the module users."""

from collections.abc import Mapping, Sequence

from modules.users.public import UsersApi
from shared.kernel.transaction import Transaction


class UsersGateway:
    def __init__(self, users: UsersApi) -> None:
        self._users = users

    async def get_emails(self, tx: Transaction, customer_ids: Sequence[int]) -> Mapping[int, str]:
        return {id_: person.email for id_, person in (await self._users.get_customers(tx, customer_ids)).items()}
