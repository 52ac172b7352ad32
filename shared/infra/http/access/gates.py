"""Declarations of access: dependencies that state the access rule of a route.

    Staff = Annotated[CommandRequest, Depends(command("returns:write", keyed="required"))]

`StrictRoute` enforces the rule before it reads path, query and body; the dependency then gives the caller to the
handler. A declaration holds no state, so it can be made at module level.
"""

from collections.abc import Sequence
from functools import partial

from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request
from starlette.types import Scope

from shared.infra.http.access.access_control import AccessControl
from shared.infra.http.access.access_rule import AccessRule, ResourceToken
from shared.infra.http.access.command_request import CommandRequest, metadata_of
from shared.infra.http.app_services import service_of
from shared.infra.http.request_state import state_of
from shared.infra.http.requests.idempotency_key import KeyRequirement, idempotency_key_for
from shared.infra.http.requests.strict_request import document_of
from shared.kernel.principal import Principal


class AccessGate(SecurityBase):
    """A dependency that states the route's access rule. Subclasses define what the handler gets."""

    def __init__(self, rule: AccessRule) -> None:
        self.model = HTTPBearer(description="An access token, an API key or the token of a single resource.")
        self.scheme_name = "bearer"
        self.rule = rule

    async def authorize(self, scope: Scope) -> None:
        """Authenticate and count the caller. Raises Unauthenticated, TooManyRequests or Forbidden."""
        scope[ADMITTED] = await service_of(scope, AccessControl).admit(scope, self.rule)


class PrincipalGate(AccessGate):
    """Gives the caller's `Principal`."""

    async def __call__(self, request: Request) -> Principal:
        return admitted_principal(request)


class CommandGate(AccessGate):
    """Gives the `CommandRequest`: principal, metadata and, if a key was sent, the idempotency key.

    `requires_key`: the command is rejected without an Idempotency-Key where the application requires keys.
    """

    def __init__(self, rule: AccessRule, *, requires_key: bool) -> None:
        super().__init__(rule)
        self.requires_key = requires_key

    async def __call__(self, request: Request) -> CommandRequest:
        return _command_request(request, requires_key=self.requires_key)


def requires(*scopes: str, token: ResourceToken | None = None, limit: str | None = None) -> PrincipalGate:
    """Admit holders of one of the scopes; with `token`, also the holders of such a token."""
    if not scopes:
        raise TypeError("name a scope, or use signed_in() or public()")
    return PrincipalGate(AccessRule(scopes=scopes, token=token, limit=limit))


def signed_in(
    *, token: ResourceToken | None = None, elevated_scopes: Sequence[str] = (), limit: str | None = None
) -> PrincipalGate:
    """Admit all signed-in callers.

    `elevated_scopes` give access to other users' resources; the use case checks them.
    """
    return PrincipalGate(AccessRule(token=token, elevated_scopes=tuple(elevated_scopes), limit=limit))


def public(*, limit: str | None = None) -> PrincipalGate:
    """Admit all callers. `limit` names the rate limit policy that applies instead of the caller's usual one."""
    return PrincipalGate(AccessRule(anyone=True, limit=limit))


def command(
    *scopes: str,
    keyed: KeyRequirement = "optional",
    anyone: bool = False,
    token: ResourceToken | None = None,
    elevated_scopes: Sequence[str] = (),
    limit: str | None = None,
    scope_from_body: bool = False,
) -> CommandGate:
    """Admit a command of holders of one of the scopes; without scopes, of signed-in callers or `anyone`.

    `keyed="required"`: a command without an Idempotency-Key is rejected (400) where the application requires keys.
    `scope_from_body`: the body determines which of the scopes is required; the handler must check it.
    """
    rule = AccessRule(
        scopes=scopes,
        anyone=anyone,
        token=token,
        elevated_scopes=tuple(elevated_scopes),
        limit=limit,
        scope_from_body=scope_from_body,
    )
    return CommandGate(rule, requires_key=keyed == "required")


async def admitted_command(request: Request) -> CommandRequest:
    """A dependency that gives the `CommandRequest` of a route whose `command(…)` is among `RouteClass.dependencies`."""
    return _command_request(request, requires_key=False)


def _command_request(request: Request, *, requires_key: bool) -> CommandRequest:
    access, principal = service_of(request.scope, AccessControl), admitted_principal(request)
    required = requires_key and access.keys_required
    key_of = partial(idempotency_key_for, request, principal, required=required, secret=access.fingerprint_key)
    key, metadata = key_of(document_of(request)), metadata_of(request, principal)
    address = access.addresses.bucket(request.scope)
    return CommandRequest(
        principal=principal,
        metadata=metadata,
        idempotency_key=key,
        key_of=key_of,
        address=address,
        state=state_of(request.scope),
        limiter=access.limiter,
    )


ADMITTED = "tradepost.admitted"


def admitted_principal(request: Request) -> Principal:
    principal: Principal = request.scope[ADMITTED]
    return principal
