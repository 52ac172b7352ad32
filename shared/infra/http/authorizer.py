"""Authentication, rate limits and scopes of routes, checked before anything is validated."""

from collections.abc import Collection, Sequence

from starlette.requests import Request

from shared.infra.http.access.access_rule import AccessControl, AccessGate, AccessRule, CommandGate, bearer_token
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.lists.paging import ListEndpoint
from shared.infra.http.requests.idempotency_key import KeyRequirement
from shared.infra.http.streams.stream_admission import StreamGate
from shared.infra.http.streams.tickets import Ticket, Tickets
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Authenticate


class Authorizer:
    """Makes the gates of routes; one per application.

    `guard("orders:read")` admits holders of one of the scopes, `guard.known()` signed-in
    callers, `guard.anyone()` all callers: dependencies that give the `Principal`.
    `guard.command(…)` is the same for commands and gives the `CommandRequest`. `guest=True` also admits
    the holder of an order's token (`principal.kind == "guest"`). `elevated_scopes` names for the
    documentation the scopes that open what is not the caller's own: the use case asks for them.
    `limit` names the rate limit policy in place of the caller's usual one. `guard.stream()` is
    for streams, which `tickets` open too, and gives the `Visit`. `fingerprint_key` is what
    fingerprints of keyed requests are made under.
    """

    def __init__(
        self,
        authenticate: Authenticate,
        limiter: RateLimiter,
        cursors: Cursors,
        addresses: ClientAddress | None = None,
        *,
        keys_required: bool = True,
        tickets: Tickets | None = None,
        fingerprint_key: bytes = b"",
    ) -> None:
        self._access = AccessControl(authenticate, limiter, addresses or ClientAddress(), fingerprint_key)
        self._keys_required = keys_required
        self._tickets = tickets
        self.cursors = cursors

    def __call__(self, *scopes: str, guest: bool = False, limit: str | None = None) -> AccessGate:
        if not scopes:
            raise TypeError("name a scope, or say known() or anyone()")
        return AccessGate(self._access, AccessRule(scopes, guest=guest, limit=limit))

    def known(
        self, *, guest: bool = False, elevated_scopes: Sequence[str] = (), limit: str | None = None
    ) -> AccessGate:
        return AccessGate(self._access, AccessRule(guest=guest, elevated_scopes=tuple(elevated_scopes), limit=limit))

    def anyone(self, *, limit: str | None = None) -> AccessGate:
        return AccessGate(self._access, AccessRule(anyone=True, limit=limit))

    def command(
        self,
        *scopes: str,
        keyed: KeyRequirement = "optional",
        anyone: bool = False,
        guest: bool = False,
        elevated_scopes: Sequence[str] = (),
        limit: str | None = None,
        scope_from_body: bool = False,
    ) -> CommandGate:
        """The gate of a command: with scopes, for those who hold one; without, for the known or `anyone`.

        `keyed="required"`: without an Idempotency-Key it is 400, where the shop is strict. `scope_from_body`: the body
        decides which of the scopes is needed; the route has to ask for that one.
        """
        rule = AccessRule(scopes, anyone, guest, tuple(elevated_scopes), limit, scope_from_body)
        return CommandGate(self._access, rule, key_required=keyed == "required" and self._keys_required)

    def stream(self, *, guest: bool = False, elevated_scopes: Sequence[str] = ()) -> StreamGate:
        return StreamGate(self._access, AccessRule(guest=guest, elevated_scopes=tuple(elevated_scopes)), self._tickets)

    async def ticket(self, request: Request) -> Ticket:
        """A ticket to streams for the holder of the request's bearer token; raises Unauthenticated."""
        token = bearer_token(request.scope)
        if token is None or self._tickets is None:
            raise Unauthenticated
        return await self._tickets.issue(token)

    def list_endpoint(
        self, name: str, sorts: Collection[str], default: Sequence[str], unique: str = "id"
    ) -> ListEndpoint:
        """The paging of one list; see `ListEndpoint`."""
        return ListEndpoint(self.cursors, name, sorts, default, unique)
