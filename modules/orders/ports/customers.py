"""The customer accounts that orders refer to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


class Customer(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def full_name(self) -> str | None: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def email_verified_at(self) -> datetime | None: ...


class Customers(Protocol):
    async def get_many(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        """Existing customers by id; one statement. Locks nothing."""
        ...

    async def find_by_email(self, tx: Transaction, email: str) -> int | None:
        """The id of the customer whose account has this e-mail address, however it is spelled."""
        ...
