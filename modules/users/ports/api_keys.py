"""API keys as a transaction changes them, and as lists show them."""

from datetime import datetime
from typing import Protocol

from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.secret import KeySecret
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


class ApiKeyRepository(Protocol):
    async def add(self, new: NewApiKey, secret: KeySecret, now: datetime) -> ApiKey:
        """The key with its id. Raises NotFound when the owner does not exist."""
        ...

    async def remove(self, key_id: int, owner_id: int | None) -> bool:
        """Delete the key, if it exists and belongs to that owner (None: anybody's)."""
        ...


class ApiKeyQueries(Protocol):
    async def get_by_id(self, key_id: int, owner_id: int | None) -> ApiKey | None:
        """The key, if it belongs to that owner (None: anybody's)."""
        ...

    async def page(self, wanted: PageRequest, owner_id: int | None) -> Page[ApiKey]:
        """The owner's keys (None: everybody's)."""
        ...
