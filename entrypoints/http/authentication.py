"""Authentication of every kind of bearer token."""

from collections.abc import Sequence

from shared.kernel.principal import Authenticator, Principal


class CompositeAuthenticate:
    """Delegates to the authenticator with the longest prefix that matches the token."""

    def __init__(self, authenticators: Sequence[Authenticator]) -> None:
        self._authenticators = sorted(authenticators, key=lambda each: len(each.token_prefix), reverse=True)

    async def __call__(self, token: str) -> Principal:
        """Raises Unauthenticated."""
        return await self.select(token).authenticate(token)

    def select(self, token: str) -> Authenticator:
        return next(each for each in self._authenticators if token.startswith(each.token_prefix))


class CompositePrincipalResolver:
    """Resolves a principal by name, with the authenticator of its kind."""

    def __init__(self, authenticators: Sequence[Authenticator]) -> None:
        self._by_token = CompositeAuthenticate(authenticators)
        self._by_kind = {each.principal_kind: each.principals for each in authenticators}

    async def name(self, token: str) -> str:
        """Raises Unauthenticated."""
        return await self._by_token.select(token).principals.name(token)

    async def resolve(self, name: str) -> Principal:
        """Raises Unauthenticated."""
        kind = name.partition(":")[0]
        return await self._by_kind.get(kind, self._by_kind[""]).resolve(name)
