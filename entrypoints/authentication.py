"""Authentication of every kind of bearer token."""

from shared.kernel.principal import Authenticate, Principal, PrincipalResolver

GUEST_PREFIX = "ot_"


class CompositeAuthenticate:
    """Delegates guests' order tokens to the orders module and all other tokens to the users module."""

    def __init__(self, users: Authenticate, guests: Authenticate) -> None:
        self._users = users
        self._guests = guests

    async def __call__(self, token: str) -> Principal:
        """Raises Unauthenticated."""
        return await (self._guests if token.startswith(GUEST_PREFIX) else self._users)(token)


class CompositePrincipalResolver:
    """Resolves a principal by name, delegating like `CompositeAuthenticate`."""

    def __init__(self, users: PrincipalResolver, guests: PrincipalResolver) -> None:
        self._users = users
        self._guests = guests

    async def name(self, token: str) -> str:
        """Raises Unauthenticated."""
        return await (self._guests if token.startswith(GUEST_PREFIX) else self._users).name(token)

    async def resolve(self, name: str) -> Principal:
        """Raises Unauthenticated."""
        return await (self._guests if name.startswith("guest:") else self._users).resolve(name)
