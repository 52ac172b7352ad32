"""Every kind of bearer token behind one door."""

from shared.kernel.principal import Authenticate, Principal, PrincipalResolver

GUEST_PREFIX = "ot_"


class AuthenticateAny:
    """Guests' order tokens go to orders, everything else to users: each module knows its own."""

    def __init__(self, users: Authenticate, guests: Authenticate) -> None:
        self._users = users
        self._guests = guests

    async def __call__(self, token: str) -> Principal:
        """Raises Unauthenticated."""
        return await (self._guests if token.startswith(GUEST_PREFIX) else self._users)(token)


class RecallAny:
    """The same door for those who come back by name."""

    def __init__(self, users: PrincipalResolver, guests: PrincipalResolver) -> None:
        self._users = users
        self._guests = guests

    async def name(self, token: str) -> str:
        """Raises Unauthenticated."""
        return await (self._guests if token.startswith(GUEST_PREFIX) else self._users).name(token)

    async def resolve(self, name: str) -> Principal:
        """Raises Unauthenticated."""
        return await (self._guests if name.startswith("guest:") else self._users).resolve(name)
