"""The repository of API keys in memory."""

from datetime import datetime

from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.secret import KeySecret, digest
from shared.kernel.errors import NotFound
from tests.modules.users.in_memory_store import InMemoryStore


class InMemoryApiKeyRepository:
    def __init__(self, memory: InMemoryStore) -> None:
        self._memory = memory

    async def add(self, new: NewApiKey, secret: KeySecret, now: datetime) -> ApiKey:
        if new.owner_id not in self._memory.users:
            raise NotFound("user")
        key = ApiKey(
            self._memory.next_id(), new.owner_id, new.name, secret.lookup, digest(secret.text),
            new.scopes, new.rate_limit, now, new.expires_at,
        )  # fmt: skip
        self._memory.keys[key.id] = key
        return key

    async def remove(self, key_id: int, owner_id: int | None) -> bool:
        key = self._memory.keys.get(key_id)
        if key is None or owner_id not in (None, key.owner_id):
            return False
        del self._memory.keys[key_id]
        return True
