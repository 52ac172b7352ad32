"""Files of other shops are imported unchanged."""

import pytest

from shared.kernel.principal import Principal
from tests.entrypoints.journeys.import_export.import_shop import SHOPIFY, Shop


async def test_importing_a_foreign_catalog_twice_changes_nothing_the_second_time(shop: Shop) -> None:
    job = await shop.take("products", SHOPIFY, sku_case="upper", dry_run="true")
    assert (job["format"], job["status"], job["done"], job["error_count"]) == ("shopify", "succeeded", 6, 4)
    shown = [(each["line"], each["type"], each["values"]["sku"]) for each in job["preview"]]
    assert shown == [(2, "products", "TEES"), (2, "stock", "TEES"), (9, "products", "JUG"), (9, "stock", "JUG")]
    assert job["preview"][0]["values"] == {
        "sku": "TEES",
        "name": "Tee - S",
        "price_cents": 1950,
        "description": 'Soft & "warm". Really.',
        "active": True,
        "barcodes": ["4006381333931"],
        "track_inventory": True,
    }
    assert (await shop.get("/v1/products"))["total"] == 0
    job = await shop.take("products", SHOPIFY, sku_case="upper")
    errors = {(error["line"], error["column"]): error["message"] for error in job["errors"]}
    assert list(errors) == [(4, "Variant Barcode"), (5, "Variant Price"), (6, "Variant SKU"), (8, "Variant Price")]
    assert "2 decimal places" in errors[5, "Variant Price"]
    assert "^[A-Z0-9]{3,20}$" in errors[6, "Variant SKU"]
    assert "TRADEPOST_SKU_PATTERN" in errors[6, "Variant SKU"]
    assert "Thousands separators" in errors[8, "Variant Price"]
    tee, jug = await shop.get("/v1/products/TEES"), await shop.get("/v1/products/JUG")
    assert (tee["name"], tee["price_cents"], jug["active"], jug["barcodes"]) == ("Tee - S", 1950, False, ["0012"])
    assert (await shop.get("/v1/inventory/levels/TEES/MAIN"))["on_hand"] == 5
    ledger = await shop.get("/v1/inventory/ledger")
    await shop.take("products", SHOPIFY, sku_case="upper")
    assert await shop.get("/v1/inventory/ledger") == ledger
    assert (await shop.get("/v1/products/TEES"))["version"] == 1
    assert await shop.rows_of("SELECT 1 FROM import_export.row_context") == []
    assert await shop.wrong() == []


async def test_titles_and_stock_span_chunks_and_any_table_is_imported_by_a_mapping(shop: Shop) -> None:
    header = "ID,Type,SKU,Name,Published,In stock?,Stock,Regular price,Parent,Attribute 1 value(s)\n"
    parents = "".join(f"{n},variable,,Shirt {n},1,1,,,,\n" for n in range(1, 251))
    children = "".join(f'{1000 + n},variation,VAR{n:04},,1,1,{n},"9,5",id:{n},Red\n' for n in range(1, 251))
    job = await shop.take("products", header + parents + children, decimal=",")
    assert (job["format"], job["status"], job["errors"]) == ("woocommerce", "succeeded", [])
    last = await shop.get("/v1/products/VAR0250")
    assert (last["name"], last["price_cents"], last["external_id"]) == ("Shirt 250 - Red", 950, "1250")
    assert (await shop.get("/v1/inventory/levels/VAR0250/MAIN"))["on_hand"] == 250
    table = "sep=;\r\nArtikel;Bezeichnung;Preis;Lager;;\r\nBELL;Glocke;19,50;Halle 3;;\r\n".encode("utf-16")
    mapping = '{"Artikel": "sku", "bezeichnung": "name", "Preis": "price"}'
    job = await shop.take("products", table, mapping=mapping, decimal=",", ignore_unknown_columns="true")
    assert (job["format"], job["done"], job["errors"]) == ("tradepost", 1, [])
    bell = await shop.get("/v1/products/BELL")
    assert (bell["name"], bell["price_cents"]) == ("Glocke", 1950)
    mapping = mapping.replace("}", ', "Lager": "on_hand", "Halle": "location_code"}')
    counts = "Artikel;Bezeichnung;Preis;Lager;Halle\nBELL;Glocke;19,50;7;\nGONG;Gong;9,00;;\nDRUM;Trommel;8;-1;\n"
    job = await shop.take("products", counts, mapping=mapping, decimal=",")
    assert [(e["line"], e["column"]) for e in job["errors"]] == [(4, "Lager")]
    levels = (await shop.get("/v1/inventory/levels", location_code="MAIN", sku="BELL"))["items"]
    assert [level["on_hand"] for level in levels] == [7]
    assert (await shop.get("/v1/products/GONG"))["price_cents"] == 900
    await shop.take("products", counts.replace(";7;", ";9;"), mapping=mapping, decimal=",", ignore_stock="true")
    assert (await shop.get("/v1/inventory/levels/BELL/MAIN"))["on_hand"] == 7
    job = await shop.take("products", "sku\tprice\tprice_cents\nVAR0001\t1\t100\nGONG\t0\t\nBELL\t2.50\t\n")
    assert [(e["line"], e["column"], e["code"]) for e in job["errors"]] == [
        (2, "price", "conflict"),
        (3, "price", "out_of_range"),
    ]
    assert (await shop.get("/v1/products/BELL"))["price_cents"] == 250
    assert await shop.wrong() == []


SHOPIFY_STOCK = "Handle,Title,SKU,Location,On hand (current),On hand (new)\ntee,Tee,TEES,MAIN,7,9\n"


WOOCOMMERCE = "Type,SKU,Name,Regular price,Stock\nsimple,TEES,Tee,5,9\n"


SQUARE = "Token,Item Name,Variation Name,SKU,Price,Current Quantity Shop\n1,Tee,Regular,TEES,5,9\n"


@pytest.mark.parametrize(
    ("name", "text", "on_hand"),
    [
        ("shopify", SHOPIFY.replace("tees", "TEES"), 5),
        ("shopify", SHOPIFY_STOCK, 9),
        ("woocommerce", WOOCOMMERCE, 9),
        ("square", SQUARE, 9),
    ],
)
@pytest.mark.parametrize("named", [True, False])
async def test_every_file_of_another_shop_is_read_for_its_stock_alone(
    shop: Shop, name: str, text: str, on_hand: int, named: bool
) -> None:
    fields = {"dry_run": "true", **({"format": name} if named else {})}
    job = await shop.take("stock", text, **fields)
    assert (job["status"], job["format"]) == ("succeeded", name)
    assert (await shop.take("products", "sku,name,price\nTEES,Tee,5\n"))["status"] == "succeeded"
    first = (await shop.take("stock", text, **fields))["preview"][0]
    assert (first["type"], first["values"]["sku"], first["values"]["on_hand"]) == ("stock", "TEES", on_hand)


@pytest.mark.parametrize("text", [WOOCOMMERCE.replace(",Stock", ",Other"), SQUARE.replace("Current Quantity", "Shop")])
async def test_a_catalog_without_stock_is_not_read_for_its_stock(shop: Shop, text: str) -> None:
    response = await shop.send("stock", text.encode(), {})
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/file", "missing_column")


async def test_stock_in_a_catalog_requires_the_inventory_scope(shop: Shop) -> None:
    shop.caller = Principal("1", "user", frozenset({"catalog:write"}), 1)
    refused = await shop.send("products", SHOPIFY.encode(), {})
    assert (refused.status_code, refused.json()["required_scope"]) == (403, "inventory:write")
    assert (await shop.send("products", SHOPIFY.encode(), {"ignore_stock": "true"})).status_code == 202
