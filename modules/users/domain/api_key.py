"""API keys: credentials of a program that acts for its owner."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from modules.users.domain.errors import invalid_field
from modules.users.domain.scope_catalog import ScopeCatalog

_RATE = re.compile(r"[1-9][0-9]{0,6}/[1-9][0-9]{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`rate_limit` is `requests/seconds` and replaces the default; `expires_at` None means no expiry."""

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

    def scopes_under(self, owned: frozenset[str]) -> frozenset[str]:
        """Return the key's scopes while its owner has these scopes, never more than those."""
        return self.scopes & owned


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiKey:
    """A key to create. `check` raises Invalid."""

    owner_id: int
    name: str
    scopes: frozenset[str]
    rate_limit: str | None = None
    expires_at: datetime | None = None

    def check(self, now: datetime, catalog: ScopeCatalog) -> None:
        if not self.scopes:
            raise invalid_field("/scopes", "too_short", "A key has at least one scope.")
        catalog.require_existing(self.scopes, "/scopes")
        if self.rate_limit is not None and not _RATE.fullmatch(self.rate_limit):
            raise invalid_field("/rate_limit", "invalid_format", "A rate limit is requests/seconds, like 6000/60.")
        if self.expires_at is not None and self.expires_at <= now:
            raise invalid_field("/expires_at", "in_the_past", "The expiry is in the past.")
