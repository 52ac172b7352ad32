"""Callers and customers of the shop of reports."""

from collections.abc import Mapping, Sequence

from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from shared.kernel.transaction import Transaction

PEOPLE = {
    "analyst": Principal("5", "user", frozenset({"reports:read"}), owner_id=5),
    "customer": Principal("7", "user", owner_id=7),
}


async def authenticate(token: str) -> Principal:
    if token not in PEOPLE:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PEOPLE[token]


class InMemoryCustomers:
    """The port `CustomerQueries` in memory: all customers exist except erased ones."""

    def __init__(self) -> None:
        self.erased: set[int] = set()

    async def get_emails(self, _tx: Transaction, customer_ids: Sequence[int]) -> Mapping[int, str]:
        return {id_: f"{id_}@example.com" for id_ in customer_ids if id_ not in self.erased}
