"""The scopes that operations of orders require."""

from shared.kernel.module import Scope

SCOPES = (
    Scope("orders:create", "Place orders for any customer, and read those orders"),
    Scope("orders:read", "Read all orders, payments, shipments and returns", roles=("warehouse", "support", "manager")),
    Scope("orders:write", "Change, hold and cancel all orders", roles=("support", "manager")),
    Scope("orders:refund", "Refund payments", roles=("manager",)),
    Scope("payments:record", "Record manual payments", roles=("manager",)),
    Scope("fulfillment:write", "Ship orders", roles=("warehouse", "manager")),
    Scope("returns:write", "Decide on returns and receive them", roles=("warehouse", "manager")),
)
