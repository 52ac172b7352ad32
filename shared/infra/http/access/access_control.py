"""The application's access control: authentication, rate limits, and whether idempotency keys are required.

Routes declare static access rules (`gates.py`); a request is checked against its rule by the access control of the
application that handles it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from shared.infra.http.access.access_rule import AccessRule
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.request_state import state_of
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import ANONYMOUS, Authenticate, Principal

Identify = Callable[[], Awaitable[Principal]]
"""Resolve the current caller; raises Unauthenticated."""

MAX_TOKEN_LENGTH = 4096
"""Maximum number of bytes of a bearer token; a longer one is rejected without looking it up."""


@dataclass(frozen=True, slots=True)
class AccessControl:
    """One per application. `fingerprint_key` is the secret of the fingerprints of requests with an Idempotency-Key.

    `keys_required`: commands that declare `keyed="required"` are rejected without a key.
    """

    authenticate: Authenticate
    limiter: RateLimiter
    addresses: ClientAddress = field(default_factory=ClientAddress)
    keys_required: bool = True
    fingerprint_key: bytes = field(default=b"", repr=False)

    async def admit(self, scope: Scope, rule: AccessRule, identify: Identify | None = None) -> Principal:
        """Return the caller. Raises Unauthenticated, TooManyRequests and Forbidden, in this order.

        Failed authentications are counted by address, so that tokens cannot be guessed. `identify` resolves the caller
        where the bearer token alone does not.
        """
        state = state_of(scope)
        failure: Unauthenticated | None = None
        try:
            principal = await (identify() if identify else self._bearer(scope))
            state.principal = principal
            if rule.needs_sign_in(principal):
                failure = Unauthenticated()
        except Unauthenticated as error:
            failure, principal = error, ANONYMOUS
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


def bearer_token(scope: Scope) -> str | None:
    """The bearer token of the Authorization header, or None. Raises Unauthenticated for a malformed one."""
    scheme, _, token = state_of(scope).request_headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        return None
    if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
        raise Unauthenticated("token_invalid", "The token is invalid.")
    return token.strip().decode("ascii") or None
