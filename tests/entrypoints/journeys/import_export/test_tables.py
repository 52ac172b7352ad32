"""The whole program: all tables of the modules are imported and exported, and all invariants hold."""

import csv
import io

import pytest

from tests.entrypoints.journeys.import_export.import_shop import Shop

PRODUCTS = """sku,name,price_cents,tax_rate_bps,barcodes,metadata,max_per_order,active
MUG1,Mug,255,2000,501|502,"{""colour"":""red""}",,
LAMP,"Lamp, tall",1999,,,,3,yes
,Nameless,1,,,,,
BELL,,5,,,,,
GONG,Gong,cheap,,,,,
"""


async def test_exported_products_are_imported_unchanged(shop: Shop) -> None:
    job = await shop.take("products", PRODUCTS)
    assert (job["status"], job["done"], job["error_count"]) == ("succeeded", 5, 3)
    errors = [(error["line"], error["column"], error["code"]) for error in job["errors"]]
    assert errors == [(4, "sku", "required"), (5, "name", "required"), (6, "price_cents", "invalid_format")]
    mug = await shop.get("/v1/products/MUG1")
    assert (mug["price_cents"], mug["barcodes"], mug["metadata"]) == (255, ["501", "502"], {"colour": "red"})
    lamp = await shop.get("/v1/products/LAMP")
    assert (lamp["name"], lamp["max_per_order"], lamp["active"], lamp["version"]) == ("Lamp, tall", 3, True, 1)
    job = await shop.take("products", "sku,price_cents,max_per_order\nLAMP,2499,\n")
    lamp = await shop.get("/v1/products/LAMP")
    assert (lamp["name"], lamp["price_cents"], lamp["max_per_order"], lamp["version"]) == ("Lamp, tall", 2499, None, 2)
    text = await shop.file("products")
    assert [row["sku"] for row in csv.DictReader(io.StringIO(text))] == ["LAMP", "MUG1"]
    job = await shop.take("products", text)
    assert (job["status"], job["done"], job["error_count"]) == ("succeeded", 2, 0)
    assert await shop.file("products") == text
    assert [row["sku"] for row in await shop.rows("products", q="mug")] == ["MUG1"]
    assert await shop.wrong() == []


async def test_an_imported_stock_count_is_in_the_ledger_once_and_keeps_reservations(shop: Shop) -> None:
    await shop.take("products", "sku,name,price_cents\nMUG1,Mug,255\nLAMP,Lamp,1999\n")
    counts = "sku,location_code,on_hand,unavailable\nMUG1,,10,1\nLAMP,MAIN,4,\nNONE,MAIN,1,\nMUG1,MOON,1,\n"
    job = await shop.take("stock", counts)
    errors = [(error["line"], error["column"], error["code"]) for error in job["errors"]]
    assert errors == [(4, "sku", "sku_not_found"), (5, "location_code", "location_not_found")]
    level = await shop.get("/v1/inventory/levels/MUG1/MAIN")
    assert (level["on_hand"], level["unavailable"], level["ledger_seq"]) == (10, 1, 1)
    await shop.take("stock", counts)
    ledger = (await shop.get("/v1/inventory/ledger", sku="MUG1"))["items"]
    assert [(entry["kind"], entry["reference"], entry["actor"]) for entry in ledger] == [("counted", "job:2", "user:1")]
    address = {"name": "G", "line1": "1 High St", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
    wish = {
        "items": [{"sku": "LAMP", "quantity": 3}],
        "shipping_address": address,
        "customer": {"name": "Grace", "email": "grace@example.com"},
        "payment": {"method": "manual"},
    }
    order = await shop.post("/v1/orders", wish)
    job = await shop.take("stock", "sku,on_hand,expected_on_hand\nLAMP,2,\nMUG1,12,9\n")
    errors = [(error["line"], error["column"], error["code"]) for error in job["errors"]]
    assert errors == [(2, "on_hand", "stock_below_reserved"), (3, "expected_on_hand", "quantity_changed")]
    text = await shop.file("stock")
    job = await shop.take("stock", text)
    assert (job["done"], job["error_count"]) == (2, 0)
    assert await shop.file("stock") == text
    (row,) = await shop.rows("orders", status="confirmed")
    assert (row["id"], row["total_cents"], row["shipping_address.city"]) == (str(order["id"]), "5997", "London")
    assert len(await shop.rows("ledger", sku="MUG1")) == 1
    assert await shop.wrong() == []


async def test_orders_are_exported_by_order_or_by_line(shop: Shop) -> None:
    await shop.take("products", "sku,name,price_cents\nMUG1,Mug,255\nLAMP,Lamp,1999\n")
    await shop.take("stock", "sku,on_hand\nMUG1,10\nLAMP,10\n")
    address = {"name": "G", "line1": "1 High St", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
    wish = {
        "items": [{"sku": "LAMP", "quantity": 3}, {"sku": "MUG1", "quantity": 2}],
        "shipping_address": address,
        "customer": {"name": "Grace", "email": "grace@example.com"},
        "payment": {"method": "manual"},
    }
    numbers = [str((await shop.post("/v1/orders", wish))["id"]) for _ in range(2)]
    text = await shop.file("orders", "lines")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = [(row["id"], row["item.sku"], row["item.quantity"], row["total_cents"]) for row in rows]
    assert sorted(found) == sorted(
        (number, *line, "6507") for number in numbers for line in [("LAMP", "3"), ("MUG1", "2")]
    )
    assert "items" not in rows[0]
    assert await shop.file("orders", "orders") == await shop.file("orders")
    refused = await shop.http.post("/v1/exports", json={"type": "orders", "layout": "parcels"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/layout")
    assert "There are: lines, orders." in error["message"]
    (job, *_) = (await shop.get("/v1/jobs", kind="export"))["items"]
    plain = await shop.http.get(job["result_url"], headers={"Accept": "text/csv"})
    marked = await shop.http.get(job["result_url"], headers={"Accept": "text/csv; charset=utf-8; bom=1"})
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert (marked.headers["content-length"], marked.headers["vary"]) == (str(len(marked.content)), "Accept")


async def test_exported_coupons_are_imported_unchanged(shop: Shop) -> None:
    coupons = "code,percent_bps,amount_cents,starts_at,max_redemptions,active\nSPRING,1000,,2026-11-21T09:00:00Z,,\n"
    job = await shop.take("coupons", coupons + "FIVE-OFF,,500,,10,no\nBOTH,1,1,,,\nlower,1,,,,\n")
    kinds = "code,kind,min_subtotal_cents\nSHIP-FREE,free_shipping,5000\nNO-KIND,free_shpping,\n"
    unknown = await shop.take("coupons", kinds)
    errors = [(error["line"], error["column"], error["code"]) for error in job["errors"]]
    assert errors == [(4, "amount_cents", "one_kind"), (5, "code", "invalid_format")]
    assert [(error["line"], error["column"], error["code"]) for error in unknown["errors"]] == [
        (3, "kind", "unknown_kind")
    ]
    assert (await shop.get("/v1/coupons/SHIP-FREE"))["kind"] == "free_shipping"
    spring = await shop.get("/v1/coupons/SPRING")
    assert (spring["percent_bps"], spring["starts_at"], spring["active"]) == (1000, "2026-11-21T09:00:00Z", True)
    text = await shop.file("coupons")
    await shop.take("coupons", text)
    assert await shop.file("coupons") == text
    assert [row["code"] for row in await shop.rows("coupons", active=False)] == ["FIVE-OFF"]
    assert await shop.rows("customers") == []
    assert await shop.wrong() == []


@pytest.mark.parametrize(
    ("type_", "filters", "pointer"),
    [
        ("products", {"nonsense": 1}, "/filters/nonsense"),
        ("products", {"active": "yes"}, "/filters/active"),
        ("orders", {"status": "lost"}, "/filters/status"),
        ("orders", {"created_from": "yesterday"}, "/filters/created_from"),
        ("ledger", {"order_id": "7"}, "/filters/order_id"),
        ("customers", {"role": "king"}, "/filters/role"),
        ("nothing", {}, "/type"),
    ],
)
async def test_filters_are_those_of_the_list(shop: Shop, type_: str, filters: object, pointer: str) -> None:
    response = await shop.http.post("/v1/exports", json={"type": type_, "filters": filters})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
