"""Samples of products and their stock for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import SKU, Shop
from tests.module_samples import ModuleSamples


async def stocked(shop: Shop) -> None:
    """Create a product, a second location and stock, unless they exist."""
    if "stocked" in shop.facts:
        return
    shop.facts["stocked"] = True
    product = {"sku": SKU, "name": "Mug", "price_cents": 255, "tax_rate_bps": 2000, "barcodes": ["4006381333931"]}
    await shop.done("admin", "POST", "/v1/products", product)
    await shop.done("admin", "POST", "/v1/locations", {"code": "SIDE", "name": "Side", "country": "GB"})
    restocked = await shop.done("admin", "POST", "/v1/inventory/restock", {"sku": SKU, "quantity": 5000})
    shop.facts["entry"] = restocked["id"]


async def product(shop: Shop) -> str:
    await stocked(shop)
    return SKU


async def location(shop: Shop) -> str:
    await stocked(shop)
    return "SIDE"


async def home(shop: Shop) -> str:
    await stocked(shop)
    return "MAIN"


async def ledger_entry(shop: Shop) -> str:
    await stocked(shop)
    return str(shop.facts["entry"])


async def receipt(shop: Shop) -> str:
    await stocked(shop)
    booked = await shop.done("admin", "POST", "/v1/inventory/receipts", {"lines": [{"sku": SKU, "quantity": 5}]})
    return str(booked["id"])


async def adjustment(shop: Shop) -> str:
    await stocked(shop)
    body = {"reason": "found", "lines": [{"sku": SKU, "delta": 1}]}
    return str((await shop.done("admin", "POST", "/v1/inventory/adjustments", body))["id"])


async def transfer(shop: Shop) -> str:
    await stocked(shop)
    body = {"from_location_code": "MAIN", "to_location_code": "SIDE", "lines": [{"sku": SKU, "quantity": 5}]}
    return str((await shop.done("admin", "POST", "/v1/inventory/transfers", body))["id"])


SAMPLES = ModuleSamples(
    access=AccessSamples(
        objects={
            "/v1/products/{sku}": product,
            "/v1/locations/{code}": location,
            "/v1/inventory/levels/{sku}": product,
            "/v1/inventory/levels/{sku}/{location_code}": home,
            "/v1/inventory/receipts/{receipt_id}": receipt,
            "/v1/inventory/adjustments/{adjustment_id}": adjustment,
            "/v1/inventory/ledger/{entry_id}": ledger_entry,
            "/v1/inventory/transfers/{transfer_id}": transfer,
        },
        open_to_strangers={"list_products", "get_product", "get_product_image", "get_availability"},
        # the hashes of the ledger, for verification
        shown_secrets={"LedgerEntryOut": {"hash", "prev_hash"}},
    ),
)
