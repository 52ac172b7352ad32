"""API keys: what a client acts with on behalf of its owner."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from modules.users.domain.errors import invalid_field
from modules.users.domain.roles import Role
from modules.users.domain.scope import require_scopes_exist

_RATE = re.compile(r"[1-9][0-9]{0,6}/[1-9][0-9]{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`rate_limit` is `requests/seconds` in place of the usual one; `expires_at` None never ends."""

    id: int
    owner_id: int
    name: str
    lookup: str
    secret_digest: bytes = field(repr=False)
    scopes: frozenset[str]
    rate_limit: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None

    def scopes_under(self, owner: Role) -> frozenset[str]:
        """What the key opens while its owner has this role: never more than the owner may."""
        return self.scopes & owner.scopes


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key as wished for; raises Invalid when it cannot be one."""

    owner_id: int
    name: str
    scopes: frozenset[str]
    rate_limit: str | None = None
    expires_at: datetime | None = None

    def check(self, now: datetime) -> None:
        if not self.scopes:
            raise invalid_field("/scopes", "too_short", "A key has at least one scope.")
        require_scopes_exist(self.scopes, "/scopes")
        if self.rate_limit is not None and not _RATE.fullmatch(self.rate_limit):
            raise invalid_field("/rate_limit", "invalid_format", "A rate limit is requests/seconds, like 6000/60.")
        if self.expires_at is not None and self.expires_at <= now:
            raise invalid_field("/expires_at", "in_the_past", "The key would never open anything.")
