import pytest

from modules.users.domain.roles import Role
from modules.users.domain.scope_catalog import ScopeCatalog
from shared.kernel.errors import Invalid
from shared.kernel.module import Scope

CATALOG = ScopeCatalog(
    [Scope("fruit:eat", "Eat fruit", ("support", "manager")), Scope("fruit:buy", "Buy fruit", ("manager",)),
     Scope("fruit:ban", "Ban fruit")]
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.CUSTOMER, set()),
        (Role.WAREHOUSE, set()),
        (Role.SUPPORT, {"fruit:eat"}),
        (Role.MANAGER, {"fruit:eat", "fruit:buy"}),
        (Role.ADMIN, {"fruit:eat", "fruit:buy", "fruit:ban"}),
    ],
)
def test_a_role_holds_exactly_the_scopes_that_name_it(role: Role, scopes: set[str]) -> None:
    assert CATALOG.of(role) == scopes


def test_an_unknown_scope_is_refused_with_the_existing_ones() -> None:
    with pytest.raises(Invalid) as refused:
        CATALOG.require_existing({"fruit:eat", "fruit:bye"}, "/scopes")
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/scopes", "unknown_scope")
    assert "Did you mean `fruit:buy`?" in error.message
    assert "There are: fruit:ban, fruit:buy, fruit:eat." in error.message


def test_a_scope_of_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown roles: boss"):
        ScopeCatalog([Scope("fruit:eat", "Eat fruit", ("boss",))])
