"""Samples of products and their stock for the tests of the whole program."""

from collections.abc import Mapping

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import SKU, Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.entrypoints.lists.world import MANY
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


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


async def fill_lists(filling: Filling) -> Singles:
    """Create products of which orders can be placed, and documents with one line and with many."""
    for n in range(MANY):
        await filling.post("/v1/products", {"sku": f"SKU{n}", "name": f"=Thing {n}", "price_cents": 250})
    await filling.post("/v1/locations", {"code": "LEEDS", "name": "Leeds", "country": "GB"})
    large, small = await documents(filling, MANY), await documents(filling, 1)
    return {
        "/v1/inventory/levels/{sku}/{location_code}": "/v1/inventory/levels/SKU0/MAIN",
        "/v1/inventory/ledger/{entry_id}": "/v1/inventory/ledger/1",
        "/v1/locations/{code}": "/v1/locations/MAIN",
        "/v1/products/{sku}": "/v1/products/SKU0",
        **{template: (small[template], large[template]) for template in large},
    }


async def documents(filling: Filling, lines: int) -> Mapping[str, str]:
    """Where one document of each kind is read, by the path of the route."""
    receipt = {"lines": [{"sku": f"SKU{n}", "quantity": 100} for n in range(lines)]}
    adjustment = {"reason": "count", "lines": [{"sku": f"SKU{n}", "delta": -1} for n in range(lines)]}
    sent = [{"sku": f"SKU{n}", "quantity": 1} for n in range(lines)]
    transfer = {"from_location_code": "MAIN", "to_location_code": "LEEDS", "lines": sent}
    kinds = {"receipt": receipt, "adjustment": adjustment, "transfer": transfer}
    paths = {kind: f"/v1/inventory/{kind}s" for kind in kinds}
    ids = {kind: (await filling.post(paths[kind], body))["id"] for kind, body in kinds.items()}
    return {f"{path}/{{{kind}_id}}": f"{path}/{ids[kind]}" for kind, path in paths.items()}


SKUS = {"sku": "'COPY' || n"}
PRODUCTS = Copies("inventory.products", {**SKUS, **TIMES}, "sku = 'SKU0'")
LEVELS = [PRODUCTS, Copies("inventory.stock_levels", {**SKUS, "ledger_seq": "0"}, "sku = 'SKU0'")]


def send_examples(walk: Walk) -> None:
    walk.step("create_product")
    walk.step("change_product", sku="85123A")
    walk.step("create_location")
    walk.step("change_location", code="LEEDS")
    for operation in ("restock", "book_receipt", "book_adjustment"):
        walk.step(operation)
    transfer = walk.step("create_transfer")["id"]
    walk.call("POST", f"/v1/inventory/transfers/{transfer}/ship")
    walk.step("receive_transfer", transfer_id=transfer)
    short = walk.step("create_transfer")["id"]
    walk.call("POST", f"/v1/inventory/transfers/{short}/ship")
    lines = [{"sku": "85123A", "received": 11, "damaged": 0}]
    walk.call("POST", f"/v1/inventory/transfers/{short}/receive", json={"lines": lines})
    walk.step("close_transfer", transfer_id=short)
    walk.call("POST", "/v1/products", json={"sku": "COUNTED1", "name": "Counted", "price_cents": 1})
    expected = walk.operations["set_level"][2]["application/json"]["example"]["expected_on_hand"]
    walk.call("POST", "/v1/inventory/restock", json={"sku": "COUNTED1", "quantity": expected})
    walk.step("set_level", sku="COUNTED1", location_code="MAIN")


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
    lists=ListSamples(
        fill=fill_lists,
        rows={
            "/v1/inventory/adjustments": Rows([Copies("inventory.documents", ID, "kind = 'adjustment'")]),
            "/v1/inventory/ledger": Rows(
                [Copies("inventory.ledger", {**ID, "seq": "1000000 + n"})],
                counted="UPDATE inventory.stock_levels SET ledger_seq = ledger_seq + $1 WHERE sku = 'SKU0'",
            ),
            "/v1/inventory/levels": Rows(LEVELS),
            "/v1/inventory/low-stock": Rows(LEVELS, query={"threshold": "1000000"}),
            "/v1/inventory/receipts": Rows([Copies("inventory.documents", ID, "kind = 'receipt'")]),
            "/v1/inventory/transfers": Rows(
                [
                    Copies("inventory.transfers", ID),
                    Copies("inventory.transfer_lines", {"transfer_id": "1000000 + n"}, "number = 1"),
                ]
            ),
            "/v1/locations": Rows([Copies("inventory.locations", {"code": "'COPY' || n", **TIMES})]),
            "/v1/products": Rows([PRODUCTS]),
        },
    ),
    document=DocumentSamples(
        send_examples=send_examples,
        not_sent={"put_product_image": "its example is a picture, which JSON cannot show"},
        new_names={"create_product": {"sku": "NEW{}"}, "create_location": {"code": "L{}"}},
        # a hostile SKU that was taken before is one of those that a shortage names
        repeats_names={"insufficient_stock": ["items"]},
        field_values={
            "sku": SKU,
            "location_code": "MAIN",
            "from_location_code": "MAIN",
            "to_location_code": "SIDE",
        },
    ),
    promised_events={
        "inventory.product.created",
        "inventory.product.updated",
        "inventory.product.archived",
        "inventory.stock.received",
        "inventory.stock.adjusted",
        "inventory.stock.low",
        "inventory.stock.out",
        "inventory.stock.back",
        "inventory.availability.changed",
        "inventory.reservation.*",
        "inventory.transfer.*",
    },
    nouns={"location id", "locations", "sku", "transfer id", "transfers"},
    technical_nouns={
        "document": "of JSON, or the OpenAPI document",
        "level": "of logging, nesting or isolation",
        "location": "the header of HTTP",
        "transfer": "the transfer encoding of HTTP",
    },
    uses_in_shared={
        ("shared/kernel/import_export.py", "stock"): "options of an import, stored by these names with its job",
        ("shared/kernel/import_export.py", "locations"): "the same",
        ("shared/kernel/import_export.py", "sku"): "the same",
        ("shared/kernel/import_export.py", "skus"): "the same",
    },
    never_sent_codes={"hold_lost": "orders asks whether stock is still held before it commits to it, and handles it"},
)
