"""Authenticate bearer tokens."""

from dataclasses import replace

from modules.users.application.authentication.ttl_cache import TtlCache
from modules.users.domain.errors import account_inactive, token_expired, token_invalid
from modules.users.domain.scope import limit_scopes
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.secret import KeySecret
from modules.users.ports.access_tokens import AccessToken, AccessTokens
from modules.users.ports.identities import ClientStatus, IdentityQueries, UserStatus
from modules.users.public import UserPolicy
from shared.kernel.principal import Principal


class Authenticate:
    """The kernel's `Authenticate` and `PrincipalResolver` for access tokens and API keys.

    The signature of a token is verified each time. The rights of its holder are cached for less
    than a second, so that a revocation takes effect within one second.
    """

    def __init__(
        self, tokens: AccessTokens, identities: IdentityQueries, policy: UserPolicy, scopes: ScopeCatalog
    ) -> None:
        self._tokens = tokens
        self._identities = identities
        self._scopes = scopes
        self._cache: TtlCache[Principal] = TtlCache(policy.principal_cache_ttl.total_seconds())

    async def __call__(self, token: str) -> Principal:
        """Raise Unauthenticated: `token_invalid`, `token_expired` or `account_inactive`."""
        if token.startswith("sk_"):
            return await self._cache.get(token, lambda: self._key_holder(token))
        read = self._tokens.read(token)
        return await self._cache.get(token, lambda: self._bearer(read))

    async def name(self, token: str) -> str:
        """Return the name of the token's holder: `client:3`, or `user:7/12` with the session.

        The scopes of a limited token are appended: `client:3//orders:read`.
        """
        principal = await self(token)
        if token.startswith("sk_"):
            return principal.name
        limit = self._tokens.read(token).scopes
        name = principal.name if principal.session_id is None else f"{principal.name}/{principal.session_id}"
        if limit is None:
            return name
        return f"{name}{'' if '/' in name else '/'}/{' '.join(sorted(limit))}"

    async def resolve(self, name: str) -> Principal:
        subject, *more = name.split("/")
        session = more[0] if more else ""
        scopes = frozenset(more[1].split()) if len(more) > 1 else None
        holder = AccessToken(subject, int(session) if session else None, scopes)
        return await self._cache.get(name, lambda: self._bearer(holder))

    def invalidate(self) -> None:
        """Clear the cache, because the rights of a principal have changed."""
        self._cache.invalidate()

    async def _key_holder(self, text: str) -> Principal:
        secret = KeySecret.read(text)
        status = await self._identities.get_client_by_lookup(secret.lookup) if secret else None
        if secret is None or status is None or not secret.matches(status.key.secret_digest):
            raise token_invalid()
        return client_principal(status, self._scopes)

    async def _bearer(self, token: AccessToken) -> Principal:
        kind, _, number = token.subject.partition(":")
        if kind == "client":
            status = await self._identities.get_client(int(number))
            if status is None:
                raise token_invalid()
            return _limited(client_principal(status, self._scopes), token)
        user = await self._identities.get_user(int(number), token.session_id) if token.session_id else None
        if user is None:
            raise token_invalid()
        return _limited(_user(number, user, token.session_id, self._scopes.of(user.role)), token)


def client_principal(status: ClientStatus, scopes: ScopeCatalog) -> Principal:
    """Return the client's principal. Raises Unauthenticated if the key has expired or its owner is inactive."""
    if status.is_expired:
        raise token_expired()
    if not status.owner.is_active:
        raise account_inactive()
    key = status.key
    granted = key.scopes_under(scopes.of(status.owner.role))
    return Principal(str(key.id), "client", granted, owner_id=key.owner_id, rate_limit=key.rate_limit)


def _user(number: str, status: UserStatus, session_id: int | None, scopes: frozenset[str]) -> Principal:
    if not status.is_active:
        raise account_inactive()
    return Principal(number, "user", scopes, owner_id=int(number), session_id=session_id)


def _limited(principal: Principal, token: AccessToken) -> Principal:
    return replace(principal, scopes=limit_scopes(principal.scopes, token.scopes))
