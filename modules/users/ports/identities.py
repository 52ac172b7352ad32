"""Who a token speaks for, as it stands now."""

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
    """`owner` is the standing of the user the key belongs to, `as_of` when both were read."""

    key: ApiKey
    owner: UserStatus
    as_of: datetime

    @property
    def is_expired(self) -> bool:
        return self.key.expires_at is not None and self.key.expires_at <= self.as_of


class IdentityQueries(Protocol):
    async def user(self, user_id: int, session_id: int) -> UserStatus | None:
        """The user; None if they are gone or the session has ended."""
        ...

    async def client(self, key_id: int) -> ClientStatus | None: ...

    async def get_client_by_lookup(self, lookup: str) -> ClientStatus | None:
        """The key whose secret begins so; notes, at most once a minute, that it is in use."""
        ...
