"""Principals: authenticated callers."""

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Protocol

from shared.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose identity has been established, as plain strings.

    `kind` is `user`, `client` (an API client), `anonymous`, or what a module calls the holders of tokens that each
    give access to one resource, whose id is `id`. `owner_id` is the user behind the caller: the user itself, or the
    user an API client belongs to. `rate_limit` is the caller's own policy (`"6000/60"`: requests per seconds), else
    None. `session_id` identifies the sign-in of a user.
    """

    id: str
    kind: str
    scopes: frozenset[str] = frozenset()
    owner_id: int | None = None
    rate_limit: str | None = None
    session_id: int | None = None

    @property
    def name(self) -> str:
        """The identifier of the principal in audit entries, events and logs: `user:7`."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def user_id(self) -> int | None:
        """The id of a user who is signed in; None for all other callers."""
        return int(self.id) if self.kind == "user" else None

    @property
    def is_known(self) -> bool:
        return self.kind in ("user", "client")

    def may(self, *scopes: str) -> bool:
        """Whether the principal holds at least one of the scopes."""
        return any(scope in self.scopes for scope in scopes)

    def require(self, *scopes: str) -> None:
        """Raise Forbidden naming the first scope unless at least one is held."""
        self.require_each([scopes])

    def require_all(self, scopes: Iterable[str]) -> None:
        """Raise Forbidden naming all missing scopes."""
        self.require_each((scope,) for scope in sorted(set(scopes)))

    def require_each(self, needs: Iterable[Sequence[str]]) -> None:
        """Require at least one scope of each need: raise Forbidden naming the first scope of each unmet need."""
        missing = [scopes[0] for scopes in needs if not self.may(*scopes)]
        if missing:
            raise Forbidden(*dict.fromkeys(missing))


ANONYMOUS = Principal(id="", kind="anonymous")
SYSTEM = Principal(id="", kind="system")


class Authenticate(Protocol):
    """Turns a bearer token into its principal."""

    async def __call__(self, token: str) -> Principal:
        """Raise Unauthenticated with the code that says why the token is invalid."""
        ...


class PrincipalResolver(Protocol):
    """Names the principal of a bearer token and resolves that name again later. Implemented together
    with `Authenticate`.
    """

    async def name(self, token: str) -> str:
        """The name of the token's holder, which grants no access; raises Unauthenticated."""
        ...

    async def resolve(self, name: str) -> Principal:
        """The principal with its current rights; raises Unauthenticated once it has lost access."""
        ...


class ResolvePrincipal(Protocol):
    """Resolves a principal by its name with its current rights."""

    async def __call__(self, name: str) -> Principal:
        """The user or client of that name (`user:7`); raises Unauthenticated once it has lost access."""
        ...


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Authenticates the tokens that begin with `token_prefix`, and resolves names of principals of `principal_kind`.

    Without both it handles what no other authenticator handles.
    """

    authenticate: Authenticate
    _: KW_ONLY
    principals: PrincipalResolver
    token_prefix: str = ""
    principal_kind: str = ""
