"""The scopes."""

SCOPES = {
    "orders:create": "Place orders for any customer, and read those orders",
    "orders:read": "Read all orders, payments, shipments and returns",
    "orders:write": "Change, hold and cancel all orders",
    "orders:refund": "Refund payments",
    "payments:record": "Record manual payments",
    "fulfillment:write": "Ship orders",
    "returns:write": "Decide on returns and receive them",
    "inventory:read": "Read stock and its ledger",
    "inventory:write": "Change stock and locations",
    "catalog:write": "Change the catalogue",
    "coupons:read": "Read coupons",
    "coupons:write": "Create and change coupons",
    "users:read": "Read all user accounts",
    "users:write": "Create and change user accounts",
    "reports:read": "Read reports",
    "webhooks:manage": "Manage webhook endpoints",
    "events:read": "Read the event feed",
    "audit:read": "Read the audit log",
    "system:admin": "Operate the shop",
}
