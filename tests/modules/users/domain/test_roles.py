import pytest

from modules.users.domain.roles import SCOPES, Role

TABLE = {
    Role.CUSTOMER: set(),
    Role.WAREHOUSE: {"inventory:read", "inventory:write", "orders:read", "fulfillment:write", "returns:write"},
    Role.SUPPORT: {"orders:read", "orders:write", "users:read", "inventory:read", "coupons:read", "reports:read"},
    Role.MANAGER: SCOPES - {"orders:create", "users:write", "events:read", "audit:read", "system:admin"},
    Role.ADMIN: SCOPES,
}


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_exactly_its_scopes(role: Role) -> None:
    assert role.scopes == TABLE[role]


def test_a_manager_may_all_that_support_and_warehouse_may() -> None:
    assert Role.MANAGER.scopes > Role.SUPPORT.scopes | Role.WAREHOUSE.scopes


def test_there_are_nineteen_scopes() -> None:
    assert len(SCOPES) == 19
