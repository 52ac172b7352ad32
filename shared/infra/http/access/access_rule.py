"""The access rule of a route."""

from dataclasses import dataclass

from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class AccessRule:
    """The callers that a route admits: holders of one of the scopes; without scopes, signed-in callers or `anyone`.

    `guest` also admits the holder of an order's token. `elevated_scopes` documents the scopes that give access to
    other users' resources; the use case checks them. `limit` names the rate limit policy that applies instead of the
    caller's usual one. `scope_from_body`: the body determines which of the scopes is required, so the route checks it;
    a caller without any of the scopes gets 403 whatever else is wrong with the request.
    """

    scopes: tuple[str, ...] = ()
    anyone: bool = False
    guest: bool = False
    elevated_scopes: tuple[str, ...] = ()
    limit: str | None = None
    scope_from_body: bool = False

    def check(self, principal: Principal) -> None:
        """Raise Forbidden naming the missing scope."""
        if self.scopes and not self.scope_from_body and not (self.guest and principal.kind == "guest"):
            principal.require(*self.scopes)

    def needs_sign_in(self, principal: Principal) -> bool:
        if self.anyone or principal.is_known:
            return False
        # A guest is authenticated, so a route with scopes answers 403 and names the missing one.
        return principal.kind != "guest" or not (self.guest or self.scopes)


PUBLIC = AccessRule(anyone=True)
"""Admits all callers and counts them."""
