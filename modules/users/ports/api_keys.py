"""Ports: changes API keys in a transaction, and reads them."""

from datetime import datetime
from typing import Protocol

from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.secret import KeySecret
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at"})


class ApiKeyRepository(Protocol):
    async def add(self, new: NewApiKey, secret: KeySecret, now: datetime) -> ApiKey:
        """Return the key with its id. Raises NotFound if the owner does not exist."""
        ...

    async def remove(self, key_id: int, owner_id: int | None) -> bool:
        """Delete the key if it belongs to the owner (None: any owner). Returns whether it existed."""
        ...


class ApiKeyQueries(Protocol):
    async def get_by_id(self, key_id: int, owner_id: int | None) -> ApiKey | None:
        """Return the key if it belongs to the owner (None: any owner)."""
        ...

    async def list_page(self, wanted: PageRequest, owner_id: int | None) -> Page[ApiKey]:
        """Return the owner's keys (None: all keys)."""
        ...
