"""Who somebody is by now whose request was answered long ago."""

from modules.users.application.authentication.authenticate import client
from modules.users.domain.errors import account_inactive, token_invalid
from modules.users.ports.identities import Identities
from modules.users.ports.user_queries import Directory
from shared.kernel.principal import Principal


class Vouch:
    """The kernel's `Vouch`: work that goes on after its request has the rights that its owner has now."""

    def __init__(self, directory: Directory, identities: Identities) -> None:
        self._directory = directory
        self._identities = identities

    async def __call__(self, name: str) -> Principal:
        """Raises Unauthenticated: `token_invalid`, `token_expired` or `account_inactive`."""
        kind, _, number = name.partition(":")
        if not number.isdecimal():
            raise token_invalid()
        if kind == "client":
            standing = await self._identities.client(int(number))
            if standing is None:
                raise token_invalid()
            return client(standing)
        user = await self._directory.by_id(int(number)) if kind == "user" else None
        if user is None:
            raise token_invalid()
        if not user.is_active:
            raise account_inactive()
        return Principal(number, "user", user.role.scopes, owner_id=user.id)
