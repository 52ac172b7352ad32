"""Port: the repository of users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    email: Email
    username: Username
    full_name: str | None
    role: Role
    password_hash: str | None = field(repr=False)
    now: datetime
    metadata: EventMetadata


class UserRepository(Protocol):
    async def add(self, new: NewUser) -> User:
        """Return the user with its id, registered. Raises Conflict `email_taken` or `username_taken`."""
        ...

    async def get_for_update(self, user_id: int) -> User | None:
        """Return the user, locked until the transaction ends."""
        ...

    async def save(self, user: User) -> None:
        """Update the user, and publish its new events with the commit. Raises Conflict `username_taken`."""
        ...

    async def remove(self, user: User) -> None:
        """Delete the user with their sessions and API keys, and publish the events with the commit."""
        ...

    async def count_active_admins(self) -> int:
        """Return the number of active administrators, which cannot change until the transaction ends.

        Call it before locking any user, to avoid deadlocks.
        """
        ...

    async def rehash(self, user_id: int, old: str, new: str) -> None:
        """Replace the hash by a new hash of the same password, unless it has changed."""
        ...

    async def get_by_ids(self, ids: Sequence[int]) -> Mapping[int, User]:
        """Return the existing users, without locks."""
        ...

    async def find_id_by_email(self, canonical: str) -> int | None:
        """Return the id of the user with this canonical address."""
        ...
