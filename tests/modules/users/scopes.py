"""A catalogue of scopes, as the tests of users use it without the modules that declare them."""

from modules.users.domain.scope_catalog import ScopeCatalog
from shared.kernel.module import Scope

SCOPES = (
    Scope("orders:create", "A scope"),
    Scope("orders:read", "A scope", roles=("warehouse", "support", "manager")),
    Scope("orders:write", "A scope", roles=("support", "manager")),
    Scope("orders:refund", "A scope", roles=("manager",)),
    Scope("payments:record", "A scope", roles=("manager",)),
    Scope("fulfillment:write", "A scope", roles=("warehouse", "manager")),
    Scope("returns:write", "A scope", roles=("warehouse", "manager")),
    Scope("inventory:read", "A scope", roles=("warehouse", "support", "manager")),
    Scope("inventory:write", "A scope", roles=("warehouse", "manager")),
    Scope("catalog:write", "A scope", roles=("manager",)),
    Scope("coupons:read", "A scope", roles=("support", "manager")),
    Scope("coupons:write", "A scope", roles=("manager",)),
    Scope("users:read", "A scope", roles=("support", "manager")),
    Scope("users:write", "A scope"),
    Scope("reports:read", "A scope", roles=("support", "manager")),
    Scope("webhooks:manage", "A scope", roles=("manager",)),
    Scope("events:read", "A scope"),
    Scope("audit:read", "A scope"),
    Scope("system:admin", "A scope"),
)
CATALOG = ScopeCatalog(SCOPES)
