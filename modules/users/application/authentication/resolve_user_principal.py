"""Resolve the principal of an already answered request."""

from modules.users.application.authentication.authenticate import client_principal
from modules.users.domain.errors import account_inactive, token_invalid
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.ports.identities import IdentityQueries
from modules.users.ports.user_queries import UserQueries
from shared.kernel.principal import Principal


class ResolveUserPrincipal:
    """Work that continues after its request has the rights that its owner has now."""

    def __init__(self, user_queries: UserQueries, identities: IdentityQueries, scopes: ScopeCatalog) -> None:
        self._queries = user_queries
        self._identities = identities
        self._scopes = scopes

    async def __call__(self, name: str) -> Principal:
        """Raises Unauthenticated: `token_invalid`, `token_expired` or `account_inactive`."""
        kind, _, number = name.partition(":")
        if not number.isdecimal():
            raise token_invalid()
        if kind == "client":
            status = await self._identities.get_client(int(number))
            if status is None:
                raise token_invalid()
            return client_principal(status, self._scopes)
        user = await self._queries.get_by_id(int(number)) if kind == "user" else None
        if user is None:
            raise token_invalid()
        if not user.is_active:
            raise account_inactive()
        return Principal(number, "user", self._scopes.of(user.role), owner_id=user.id)
