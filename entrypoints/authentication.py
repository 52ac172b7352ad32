"""Every kind of bearer token behind one door."""

from shared.kernel.principal import Authenticate, Principal

GUEST_PREFIX = "ot_"


class AuthenticateAny:
    """Guests' order tokens go to orders, everything else to users: each module knows its own."""

    def __init__(self, users: Authenticate, guests: Authenticate) -> None:
        self._users = users
        self._guests = guests

    async def __call__(self, token: str) -> Principal:
        """Raises Unauthenticated."""
        return await (self._guests if token.startswith(GUEST_PREFIX) else self._users)(token)
