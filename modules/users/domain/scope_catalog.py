"""The scopes that the modules declare, and those of each role."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from modules.users.domain.errors import invalid_field
from modules.users.domain.roles import Role
from shared.kernel.module import Scope
from shared.kernel.values.known_values import unknown_value_message


class ScopeCatalog:
    """Administrators have all scopes. Customers need none for their own data.

    Raises ValueError if a scope names a role that does not exist.
    """

    def __init__(self, scopes: Iterable[Scope]) -> None:
        declared = tuple(scopes)
        self.names = frozenset(scope.name for scope in declared)
        self._of = {role: frozenset(scope.name for scope in declared if role in scope.roles) for role in Role}
        self._of[Role.ADMIN] = self.names
        if unknown := {role for scope in declared for role in scope.roles} - set(Role):
            raise ValueError(f"scopes name unknown roles: {', '.join(sorted(unknown))}")

    def of(self, role: Role) -> frozenset[str]:
        """The scopes of the role."""
        return self._of[role]

    def require_existing(self, names: AbstractSet[str], pointer: str) -> None:
        """Raise Invalid `unknown_scope`, which lists the existing scopes, if a name is not a scope."""
        if unknown := sorted(names - self.names):
            raise invalid_field(pointer, "unknown_scope", unknown_value_message("scope", unknown[0], self.names))
