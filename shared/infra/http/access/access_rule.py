"""The access rule of a route."""

from dataclasses import dataclass

from shared.kernel.principal import ANONYMOUS, Principal


@dataclass(frozen=True, slots=True)
class ResourceToken:
    """A token that gives access to one resource, whose id is that of the principal.

    `principal_kind`: the kind of its holders. `description`: what the API document calls it.
    """

    principal_kind: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule:
    """The callers that a route admits: holders of one of the scopes; without scopes, signed-in callers or `anyone`.

    `token` also admits the holders of such a token. `elevated_scopes` documents the scopes that give access to
    other users' resources; the use case checks them. `limit` names the rate limit policy that applies instead of the
    caller's usual one. `scope_from_body`: the body determines which of the scopes is required, so the route checks it;
    a caller without any of the scopes gets 403 whatever else is wrong with the request.
    """

    scopes: tuple[str, ...] = ()
    anyone: bool = False
    token: ResourceToken | None = None
    elevated_scopes: tuple[str, ...] = ()
    limit: str | None = None
    scope_from_body: bool = False

    def check(self, principal: Principal) -> None:
        """Raise Forbidden naming the missing scope."""
        if self.scopes and not self.scope_from_body and not self._admits_token_of(principal):
            principal.require(*self.scopes)

    def needs_sign_in(self, principal: Principal) -> bool:
        if self.anyone or principal.is_known:
            return False
        # The holder of a token is authenticated, so a route with scopes answers 403 and names the missing one.
        return principal == ANONYMOUS or not (self.scopes or self._admits_token_of(principal))

    def _admits_token_of(self, principal: Principal) -> bool:
        return self.token is not None and principal.kind == self.token.principal_kind


PUBLIC = AccessRule(anyone=True)
"""Admits all callers and counts them."""
