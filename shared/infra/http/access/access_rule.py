"""One route's gate: authentication, then the rate limit, then the scope."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request
from starlette.types import Scope

from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.command_request import CommandRequest, metadata_of
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.request_state import state_of
from shared.infra.http.requests.idempotency_key import idempotency_key_for
from shared.infra.http.requests.strict_request import document_of
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import ANONYMOUS, Authenticate, Principal

Identify = Callable[[], Awaitable[Principal]]
"""The current caller; raises Unauthenticated."""

MAX_TOKEN_LENGTH = 4096
"""Bytes; a longer one is refused unread."""


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may call a route: holders of one of the scopes; without scopes the known, or `anyone`.

    `guest` also admits the holder of an order's token. `elevated_scopes` tells callers which scopes, one of
    them, open what is not their own; the use case asks for them. `limit` names the policy that
    counts in place of the caller's usual one. `scope_from_body`: which of the scopes is needed depends on the
    body, so the route refuses, and names that one; whatever else is wrong, who holds none gets no other answer.
    """

    scopes: tuple[str, ...] = ()
    anyone: bool = False
    guest: bool = False
    elevated_scopes: tuple[str, ...] = ()
    limit: str | None = None
    scope_from_body: bool = False

    def check(self, principal: Principal) -> None:
        """Raise Forbidden naming the missing scope; the known and `anyone` need none."""
        if self.scopes and not self.scope_from_body and not (self.guest and principal.kind == "guest"):
            principal.require(*self.scopes)

    def needs_sign_in(self, principal: Principal) -> bool:
        if self.anyone or principal.is_known:
            return False
        # A guest at a gate with scopes is known well enough to be told which one is missing.
        return principal.kind != "guest" or not (self.guest or self.scopes)


@dataclass(frozen=True, slots=True)
class AccessControl:
    """What gates share: one caller is looked up and counted the same way everywhere."""

    authenticate: Authenticate
    limiter: RateLimiter
    addresses: ClientAddress
    fingerprint_key: bytes = field(default=b"", repr=False)

    async def admit(self, scope: Scope, rule: AccessRule, identify: Identify | None = None) -> Principal:
        """The caller; raises Unauthenticated, TooManyRequests, Forbidden, in this order.

        Who fails to authenticate is counted by address, so that tokens cannot be guessed at will.
        `identify` tells who calls where that is not said by the bearer token alone.
        """
        state = state_of(scope)
        failure: Unauthenticated | None = None
        try:
            principal = await (identify() if identify else self._bearer(scope))
            state.principal = principal
            if rule.needs_sign_in(principal):
                failure = Unauthenticated()
        except Unauthenticated as refusal:
            failure, principal = refusal, ANONYMOUS
        address = self.addresses.bucket(scope) if not principal.is_known else ""
        verdict = await self.limiter.admit(principal, address, rule.limit)
        state.rate_headers = verdict.headers
        if verdict.error or failure:
            raise verdict.error or failure or Unauthenticated()
        rule.check(principal)
        return principal

    async def _bearer(self, scope: Scope) -> Principal:
        token = bearer_token(scope)
        return ANONYMOUS if token is None else await self.authenticate(token)


class AccessGate(SecurityBase):
    """A dependency that gives the Principal; `StrictRoute` opens it before it reads the request."""

    def __init__(self, access: AccessControl, rule: AccessRule) -> None:
        self.model = HTTPBearer(description="An access token, an API key or a guest's order token.")
        self.scheme_name = "bearer"
        self.rule = rule
        self._access = access

    def for_anyone(self) -> "AccessGate":
        """A public gate that only counts its callers."""
        return AccessGate(self._access, AccessRule(anyone=True))

    async def open(self, scope: Scope) -> None:
        """Admit the caller or raise the refusal."""
        scope[ADMITTED] = await self._access.admit(scope, self.rule)

    async def __call__(self, request: Request) -> Principal:
        return admitted_principal(request)


class CommandGate(AccessGate):
    """A dependency that gives the Call: principal, cause and, where a key was sent, the claim."""

    def __init__(self, access: AccessControl, rule: AccessRule, *, key_required: bool) -> None:
        super().__init__(access, rule)
        self.key_required = key_required

    async def __call__(self, request: Request) -> CommandRequest:  # type: ignore[override]
        principal = admitted_principal(request)
        secret = self._access.fingerprint_key
        claim_of = partial(idempotency_key_for, request, principal, required=self.key_required, secret=secret)
        claim, cause = claim_of(document_of(request)), metadata_of(request, principal)
        address = self._access.addresses.bucket(request.scope)
        return CommandRequest(principal, cause, claim, claim_of, address, state_of(request.scope), self._access.limiter)


ADMITTED = "tradepost.admitted"


def admitted_principal(request: Request) -> Principal:
    principal: Principal = request.scope[ADMITTED]
    return principal


def bearer_token(scope: Scope) -> str | None:
    """The bearer token of the Authorization header; None where the caller shows none."""
    scheme, _, token = state_of(scope).request_headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        return None
    if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
        raise Unauthenticated("token_invalid", "The token is invalid.")
    return token.strip().decode("ascii") or None
