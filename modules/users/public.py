"""What other modules may ask of users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Customer:
    """A user as one who buys."""

    id: int
    email: str
    username: str
    full_name: str | None
    is_active: bool


class UsersApi(Protocol):
    async def customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        """Those of the users that exist, by id; one statement. Locks nothing."""
        ...

    async def customer(self, user_id: int) -> Customer | None:
        """One user, read outside any transaction."""
        ...
