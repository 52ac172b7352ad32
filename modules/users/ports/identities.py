"""Port: reads the current status of a token's holder."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.users.domain.api_key import ApiKey
from modules.users.domain.roles import Role


@dataclass(frozen=True, slots=True)
class UserStatus:
    role: Role
    is_active: bool


@dataclass(frozen=True, slots=True)
class ClientStatus:
    """`owner` is the status of the key's owner, `as_of` the time of the read."""

    key: ApiKey
    owner: UserStatus
    as_of: datetime

    @property
    def is_expired(self) -> bool:
        return self.key.expires_at is not None and self.key.expires_at <= self.as_of


class IdentityQueries(Protocol):
    async def get_user(self, user_id: int, session_id: int) -> UserStatus | None:
        """Return the user; None if the user was deleted or the session has ended."""
        ...

    async def get_client(self, key_id: int) -> ClientStatus | None: ...

    async def get_client_by_lookup(self, lookup: str) -> ClientStatus | None:
        """Return the key with this lookup, and update its last use at most once a minute."""
        ...
