"""Read API keys, without their secrets."""

from collections.abc import Collection

from modules.users.domain.api_key import ApiKey
from modules.users.ports.api_keys import ApiKeyQueries
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal


def visible_owner_id(principal: Principal) -> int | None:
    """Return the owner whose keys the principal may manage; None with `system:admin`, for all owners.

    Raises Forbidden for an API key without `system:admin`.
    """
    if principal.may("system:admin"):
        return None
    principal.require_all(scopes_to_manage_keys(principal))
    return principal.user_id


def scopes_to_manage_keys(principal: Principal) -> Collection[str]:
    """Return the scopes needed to manage keys: none for users, `system:admin` for API keys."""
    return () if principal.user_id is not None else ("system:admin",)


class ApiKeyQueryService:
    def __init__(self, queries: ApiKeyQueries) -> None:
        self._queries = queries

    async def get_api_key(self, principal: Principal, key_id: int) -> ApiKey:
        """Raise NotFound unless the principal may see the key."""
        key = await self._queries.get_by_id(key_id, visible_owner_id(principal))
        if key is None:
            raise NotFound("API key")
        return key

    async def list_api_keys(self, principal: Principal, wanted: PageRequest) -> Page[ApiKey]:
        return await self._queries.list_page(wanted, visible_owner_id(principal))
