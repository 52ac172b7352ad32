"""Users as a transaction sees and changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username


@dataclass(frozen=True, slots=True)
class NewUser:
    email: Email
    username: Username
    full_name: str | None
    role: Role
    password_hash: str | None = field(repr=False)
    now: datetime


class UserRepository(Protocol):
    async def add(self, new: NewUser) -> User:
        """The user with its id. Raises Conflict `email_taken` or `username_taken`."""
        ...

    async def get_for_update(self, user_id: int) -> User | None:
        """The user, whom nobody else changes until this transaction ends."""
        ...

    async def save(self, user: User) -> None:
        """Write what may change of a user. Raises Conflict `username_taken`."""
        ...

    async def remove(self, user_id: int) -> None:
        """Erase the user with their sessions and API keys."""
        ...

    async def count_active_admins(self) -> int:
        """How many administrators can sign in; the number stands until this transaction ends.

        To be asked before any user is locked.
        """
        ...

    async def rehash(self, user_id: int, old: str, new: str) -> None:
        """Put the new hash of the same password in place of the old one, if that still stands."""
        ...

    async def get_by_ids(self, ids: Sequence[int]) -> Mapping[int, User]:
        """Those that exist; locks nothing."""
        ...

    async def find_id_by_email(self, canonical: str) -> int | None:
        """The id of the user with this address, in the form in which addresses are compared."""
        ...
