"""What the API's document says beside its routes and models: words, tags and scopes.

A field whose model describes it needs no word. One that stands in several models has its word here once.
"""

from dataclasses import replace

from entrypoints.api_glossary.events import EVENTS, OPERATIONS, WEBHOOKS
from entrypoints.api_glossary.import_export import IMPORT_EXPORT
from entrypoints.api_glossary.inventory import PRODUCTS, STOCK
from entrypoints.api_glossary.orders import BUYERS, COUPONS, FULFILMENT, ORDERS, PAYMENTS
from entrypoints.api_glossary.reports import REPORTS
from entrypoints.api_glossary.shared_fields import EVERYWHERE
from entrypoints.api_glossary.users import PEOPLE
from entrypoints.settings import Settings
from shared.infra.http.openapi.glossary import Glossary, GlossaryEntry

TAGS = {
    "orders": "From the quote to the last parcel: place, read, change, cancel, follow.",
    "payments": "Taking an order's money, and giving it back.",
    "coupons": "Codes that take something off.",
    "fulfilment": "What to pick next, and the parcels it leaves in.",
    "returns": "Units that come back, and what becomes of them.",
    "products": "What is sold.",
    "locations": "Places that hold stock.",
    "stock": "How many units lie where, what moved them, and the ledger that proves it.",
    "reports": "What was sold, by whom, from where, and what was missed: from figures kept by day.",
    "jobs": "Tables that are taken in and handed out, and how far that is.",
    "users": "People: accounts and roles.",
    "auth": "Tokens and sessions.",
    "api keys": "Programs that act for a user.",
    "events": "Everything that happened, to catch up from.",
    "webhooks": "Being told of events as they happen.",
    "operations": "For those who run the shop: what waits, what failed, what does not add up, who changed what.",
}

SCOPES = {
    "orders:create": "Place orders for anyone, and read those",
    "orders:read": "Read everybody's orders, payments, shipments and returns",
    "orders:write": "Change, hold and cancel everybody's orders",
    "orders:refund": "Give money back",
    "payments:record": "Record money that was taken by hand",
    "fulfillment:write": "Ship orders",
    "returns:write": "Decide on returns and receive them",
    "inventory:read": "Read stock and its ledger",
    "inventory:write": "Book stock, and keep locations",
    "catalog:write": "Keep the catalogue",
    "coupons:read": "Read coupons",
    "coupons:write": "Make and change coupons",
    "users:read": "Read everybody's accounts",
    "users:write": "Make and change accounts",
    "reports:read": "Read reports",
    "webhooks:manage": "Keep webhook endpoints",
    "events:read": "Read the feed of events",
    "audit:read": "Read who changed what",
    "system:admin": "Run the shop",
}

_NAME_A_PRODUCT = ("ProductIn", "ItemIn", "RestockIn", "ReceiptLineIn", "AdjustmentLineIn", "TransferLineIn",
                   "ArrivingIn")  # fmt: skip
"""Bodies that name a product by its SKU; their schema shows the pattern that the shop's SKUs have."""

_WORDS = {
        **EVERYWHERE, **PEOPLE, **PRODUCTS, **STOCK, **BUYERS, **ORDERS, **PAYMENTS, **FULFILMENT, **COUPONS,
        **EVENTS, **WEBHOOKS, **OPERATIONS, **REPORTS, **IMPORT_EXPORT,
}  # fmt: skip


def vocabulary(settings: Settings) -> Glossary:
    """The words of a shop with these settings."""
    sku = GlossaryEntry("The product's SKU, of the shop's own pattern.", "85123A", pattern=settings.sku_pattern)
    skus = {f"{model}.sku": sku for model in _NAME_A_PRODUCT}
    items = replace(ORDERS["OrderIn.items"], most=settings.max_order_lines)
    return Glossary(words={**_WORDS, **skus, "OrderIn.items": items}, tags=TAGS, scopes=SCOPES)
