"""Scopes and roles."""

from enum import StrEnum

SCOPES = frozenset(
    {
        "orders:create",
        "orders:read",
        "orders:write",
        "orders:refund",
        "payments:record",
        "fulfillment:write",
        "returns:write",
        "inventory:read",
        "inventory:write",
        "catalog:write",
        "coupons:read",
        "coupons:write",
        "users:read",
        "users:write",
        "reports:read",
        "webhooks:manage",
        "events:read",
        "audit:read",
        "system:admin",
    }
)


class Role(StrEnum):
    CUSTOMER = "customer"
    WAREHOUSE = "warehouse"
    SUPPORT = "support"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of the role. Customers need no scope for their own data."""
        return _SCOPES_OF[self]


_WAREHOUSE = frozenset({"inventory:read", "inventory:write", "orders:read", "fulfillment:write", "returns:write"})
_SUPPORT = frozenset({"orders:read", "orders:write", "users:read", "inventory:read", "coupons:read", "reports:read"})
_MANAGER = (
    _WAREHOUSE
    | _SUPPORT
    | {"orders:refund", "payments:record", "coupons:read", "coupons:write", "catalog:write", "webhooks:manage"}
)

_SCOPES_OF = {
    Role.CUSTOMER: frozenset[str](),
    Role.WAREHOUSE: _WAREHOUSE,
    Role.SUPPORT: _SUPPORT,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: SCOPES,
}
