"""Imports and exports that are rejected, and what the errors name."""

import re

import httpx2
import pytest

from tests.entrypoints.journeys.import_export.import_shop import Shop


@pytest.mark.parametrize(
    ("text", "fields", "pointer", "said"),
    [
        ("sku,nam,Colour\n", {}, "/file", "Unknown columns: nam (did you mean name?), Colour."),
        ("sku,a,,b,\n", {}, "/file", "Unknown columns: a, (column 3, without a name), b."),
        ("sku,a,a,b\n" + "x", {}, "/file", "Unknown columns: a, b."),
        ("sku" + ",a" * 1000 + "\n", {}, "/file", "at most 1000 columns"),
        ("Artikel,Preis\n", {"mapping": '{"Artikel": "SKU", "Preis": "preis"}'}, "/mapping", "mapped to preis"),
        ("Artikel\n", {"mapping": '{"Artikel": "sku", "Preis": "price"}'}, "/mapping", "does not have: preis"),
        ("Artikel\n", {"mapping": "Artikel=sku"}, "/mapping", "JSON is expected"),
        ("sku\n", {"mapping": '["sku"]'}, "/mapping", "An object is expected"),
        ("sku\n", {"format": "magento"}, "/format", "shopify, square, tradepost, woocommerce"),
        ("sku\n", {"format": "shopify"}, "/file", "price, title, url handle"),
        ("sku\n", {"format": "shopify", "mapping": '{"a": "sku"}'}, "/mapping", "omit it"),
        ("PK\x03\x04....", {}, "/file", "save it as CSV UTF-8"),
        ("sku\n", {"decimal": ";"}, "/decimal", "','"),
        ("sku\n", {"location_code": "main"}, "/location_code", ""),
    ],
)
async def test_an_unreadable_file_is_rejected_immediately_with_its_code(
    shop: Shop, text: str, fields: dict[str, str], pointer: str, said: str
) -> None:
    response = await shop.send("products", text.encode(), fields)
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    assert error["pointer"] == pointer
    assert said in error["message"]


async def test_a_format_with_several_headers_reports_the_columns_missing_from_the_nearest(shop: Shop) -> None:
    response = await shop.send("stock", b"handle,sku,location\n", {"format": "shopify"})
    (error,) = response.json()["errors"]
    assert error["code"] == "missing_column"
    assert error["message"] == "A file of the format shopify must also have these columns: on hand (current)."


@pytest.mark.parametrize(
    ("fields", "pointer", "meant"),
    [
        ({"type": "prodcts"}, "/type", "products"),
        ({"type": "Product-s"}, "/type", "products"),
        ({"type": "products", "format": "Shopify"}, "/format", "shopify"),
        ({"type": "products", "format": "shopfy"}, "/format", "shopify"),
        ({"type": "products", "sku_cas": "upper"}, "/sku_cas", "sku_case"),
    ],
)
async def test_a_name_mistyped_in_an_import_is_answered_with_the_nearest(
    shop: Shop, fields: dict[str, str], pointer: str, meant: str
) -> None:
    response = await shop.http.post(
        "/v1/imports", data=fields, files={"file": ("table.csv", b"sku,name\n", "text/csv")}
    )
    assert reported(response) == (pointer, meant)


async def test_a_mistyped_name_of_the_file_is_answered_with_the_nearest(shop: Shop) -> None:
    content = b"sku,name\n" + b"A1,Mug\n" * 10_000
    response = await shop.http.post("/v1/imports", data={"type": "products"}, files={"fil": ("table.csv", content)})
    assert reported(response) == ("/fil", "file")


@pytest.mark.parametrize(
    ("wish", "pointer", "meant"),
    [
        ({"type": "odrers"}, "/type", "orders"),
        ({"type": "Orders"}, "/type", "orders"),
        ({"type": "orders", "layout": "Lines"}, "/layout", "lines"),
        ({"type": "orders", "layout": "line"}, "/layout", "lines"),
        ({"type": "orders", "filters": {"statsu": "pending_payment"}}, "/filters/statsu", "status"),
        ({"type": "products", "filters": {"activ": True}}, "/filters/activ", "active"),
    ],
)
async def test_a_name_mistyped_in_an_export_is_answered_with_the_nearest(
    shop: Shop, wish: dict[str, object], pointer: str, meant: str
) -> None:
    assert reported(await shop.http.post("/v1/exports", json=wish)) == (pointer, meant)


def reported(response: httpx2.Response) -> tuple[str, str]:
    """The location of the error and the expected message."""
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    meant = re.search(r" Did you mean `(\w+)`\?", error["message"])
    assert meant is not None, error
    return error["pointer"], meant[1]


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_a_repeated_sku_is_rejected_with_its_line(shop: Shop, dry_run: str) -> None:
    job = await shop.take(
        "products", "sku,name,price,on_hand\nZXX,First,10,4\nYXX,Other,1,1\nZXX,Second,20,1\n", dry_run=dry_run
    )
    assert [(e["line"], e["column"], e["code"]) for e in job["errors"]] == [(4, "sku", "duplicate_sku")]
    assert job["errors"][0]["message"].startswith("Line 2 names ZXX already.")
    if dry_run == "true":
        assert {shown["line"] for shown in job["preview"]} == {2, 3}
        return
    product = await shop.get("/v1/products/ZXX")
    assert (product["name"], product["price_cents"]) == ("First", 1000)
    assert (await shop.get("/v1/inventory/levels/ZXX/MAIN"))["on_hand"] == 4
    job = await shop.take("stock", "sku,on_hand,location_code\nZXX,5,\nYXX,2,\nZXX,6,MAIN\n")
    assert [(e["line"], e["column"], e["code"]) for e in job["errors"]] == [(4, "sku", "duplicate_sku")]
    assert job["errors"][0]["message"].startswith("Line 2 names ZXX at MAIN already.")
    assert (await shop.get("/v1/inventory/levels/ZXX/MAIN"))["on_hand"] == 5
    assert await shop.wrong() == []


async def test_skus_equal_after_case_folding_are_rejected_with_their_line(shop: Shop) -> None:
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty"
    file = f"{header}\ntee,Tee,Size,S,TEEA,19.5,4\ntee,,Size,M,TEEa,19.5,1\n"
    job = await shop.take("products", file, sku_case="upper")
    assert [(e["line"], e["column"], e["code"]) for e in job["errors"]] == [(3, "Variant SKU", "duplicate_sku")]
    assert (await shop.get("/v1/products/TEEA"))["name"] == "Tee - S"
    assert (await shop.get("/v1/inventory/levels/TEEA/MAIN"))["on_hand"] == 4
