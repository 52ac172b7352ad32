"""API keys to look at, never their secrets."""

from modules.users.domain.api_key import ApiKey
from modules.users.ports.api_keys import ApiKeyDirectory
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, Slice
from shared.kernel.principal import Principal


def owner_in_view(principal: Principal) -> int | None:
    """Whose keys the principal manages: their own; None, with system:admin, everybody's.

    A key manages no keys without system:admin: raises Forbidden.
    """
    if principal.may("system:admin"):
        return None
    if principal.user_id is None:
        principal.require("system:admin")
    return principal.user_id


class SeeApiKeys:
    def __init__(self, directory: ApiKeyDirectory) -> None:
        self._directory = directory

    async def one(self, principal: Principal, key_id: int) -> ApiKey:
        """Raise NotFound unless it is there for the principal to see."""
        key = await self._directory.by_id(key_id, owner_in_view(principal))
        if key is None:
            raise NotFound("API key")
        return key

    async def page(self, principal: Principal, wanted: Slice) -> Page[ApiKey]:
        return await self._directory.page(wanted, owner_in_view(principal))
