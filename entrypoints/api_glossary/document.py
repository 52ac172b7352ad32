"""The API document's field descriptions, tags and scopes.

A description in a model takes precedence. A field that several models share is described here once.
"""

from dataclasses import replace

from entrypoints.api_glossary.events import EVENTS
from entrypoints.api_glossary.fulfillment import FULFILLMENT
from entrypoints.api_glossary.import_export import IMPORT_EXPORT
from entrypoints.api_glossary.inventory import PRODUCTS, STOCK
from entrypoints.api_glossary.operations import OPERATIONS
from entrypoints.api_glossary.orders import BUYERS, ORDERS
from entrypoints.api_glossary.payments import COUPONS, PAYMENTS
from entrypoints.api_glossary.reports import REPORTS
from entrypoints.api_glossary.shared_fields import SHARED_FIELDS
from entrypoints.api_glossary.users import USERS
from entrypoints.api_glossary.webhooks import WEBHOOKS
from entrypoints.settings import Settings
from shared.infra.http.openapi.glossary import Glossary, GlossaryEntry

TAGS = {
    "orders": "Quote, place, read, change, cancel and follow orders.",
    "payments": "Capture payments and refund them.",
    "coupons": "Discount codes.",
    "fulfillment": "Pick lists and shipments.",
    "returns": "Returned units and their disposition.",
    "products": "The catalogue.",
    "locations": "Places that hold stock.",
    "stock": "Stock levels, stock movements and the ledger that records them.",
    "reports": "Sales, stock and unmet demand, from daily totals.",
    "jobs": "Import and export jobs and their progress.",
    "users": "Accounts and roles.",
    "auth": "Tokens and sessions.",
    "api keys": "Keys for programs that act on behalf of a user.",
    "events": "The feed of all published events.",
    "webhooks": "Endpoints that receive events as they are published.",
    "operations": "Deliveries, dead letters, health checks and the audit log.",
}

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

_MODELS_WITH_SKU = ("ProductIn", "ItemIn", "RestockIn", "ReceiptLineIn", "AdjustmentLineIn", "TransferLineIn",
                    "ArrivingIn")  # fmt: skip
"""Request bodies with a SKU; their schema shows the shop's SKU pattern."""

_FIELDS = {
        **SHARED_FIELDS, **USERS, **PRODUCTS, **STOCK, **BUYERS, **ORDERS, **PAYMENTS, **FULFILLMENT, **COUPONS,
        **EVENTS, **WEBHOOKS, **OPERATIONS, **REPORTS, **IMPORT_EXPORT,
}  # fmt: skip


def api_glossary(settings: Settings) -> Glossary:
    """The glossary of a shop with these settings."""
    sku = GlossaryEntry("The product's SKU, in the shop's pattern.", "85123A", pattern=settings.sku_pattern)
    skus = {f"{model}.sku": sku for model in _MODELS_WITH_SKU}
    items = replace(ORDERS["OrderIn.items"], max_size=settings.max_order_lines)
    return Glossary(entries={**_FIELDS, **skus, "OrderIn.items": items}, tags=TAGS, scopes=SCOPES)
