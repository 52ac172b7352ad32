"""The whole program: all tables of the modules are imported and exported, and all invariants hold."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import override, resolve
from shared.kernel.principal import Principal
from tests.program_app import program_app
from tests.settings import settings_of

SCOPES = frozenset(
    {"catalog:write", "inventory:read", "inventory:write", "coupons:read", "coupons:write", "orders:read"}
    | {"orders:create", "users:read", "payments:record"}
)
STAFF = Principal("1", "user", SCOPES, 1)
Row = dict[str, str]


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off"), "test")
    yield container
    await container.close()


class Shop:
    def __init__(self, program: ApiProgram, http: httpx2.AsyncClient) -> None:
        self.program = program
        self.http = http
        self.caller = STAFF

    async def get(self, path: str, **query: str) -> Any:
        answer = await self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, json: object) -> Any:
        answer = await self.http.post(path, json=json)
        assert answer.status_code in (201, 202), answer.text
        return answer.json()

    async def work(self) -> None:
        while await resolve(self.program.of(ImportExportHttpContainer).worker).turn(asyncio.Event()):
            pass

    async def send(self, type_: str, content: bytes, fields: dict[str, str]) -> httpx2.Response:
        files = {"file": ("table.csv", content, "text/csv")}
        return await self.http.post("/v1/imports", data={"type": type_, **fields}, files=files)

    async def take(self, type_: str, text: str | bytes, **fields: str) -> Any:
        """The finished job."""
        answer = await self.send(type_, text.encode() if isinstance(text, str) else text, fields)
        assert answer.status_code == 202, answer.text
        await self.work()
        return await self.get(answer.headers["location"])

    async def file(self, type_: str, layout: str | None = None, /, **filters: object) -> str:
        """The content of an export."""
        job = await self.post("/v1/exports", {"type": type_, "filters": filters, "layout": layout})
        assert job["layout"] == (layout or type_)
        await self.work()
        job = await self.get(f"/v1/jobs/{job['id']}")
        assert (job["status"], job["done"]) == ("succeeded", job["total"]), job
        return (await self.http.get(job["result_url"])).text

    async def rows(self, type_: str, **filters: object) -> list[Row]:
        return list(csv.DictReader(io.StringIO(await self.file(type_, None, **filters), newline="")))

    async def rows_of(self, query: str) -> list[Any]:
        async with self.program.database().snapshot() as tx:
            return list(await tx.fetch(query))

    async def wrong(self) -> list[object]:
        async with self.program.database().snapshot() as tx:
            promises = [check for check in self.program.checks() if not check.on_request and not check.warning]
            return [found for check in promises for found in await check.run(tx)]


@pytest.fixture
async def shop(program: ApiProgram) -> AsyncIterator[Shop]:
    async def authenticate(_: str) -> Principal:
        return made.caller

    async def vouch(_: str) -> Principal:
        return STAFF

    override(program.process.authenticate, authenticate)
    override(program.of(ImportExportHttpContainer).users_vouch, vouch)
    app = program_app(program)
    headers = {"Authorization": "Bearer staff"}
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        made = Shop(program, client)
        yield made


PRODUCTS = """sku,name,price_cents,tax_rate_bps,barcodes,metadata,max_per_order,active
MUG1,Mug,255,2000,501|502,"{""colour"":""red""}",,
LAMP,"Lamp, tall",1999,,,,3,yes
,Nameless,1,,,,,
BELL,,5,,,,,
GONG,Gong,cheap,,,,,
"""


async def test_products_come_in_go_out_and_come_in_again_unchanged(shop: Shop) -> None:
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


async def test_counted_stock_is_in_the_ledger_once_and_orders_keep_theirs(shop: Shop) -> None:
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


async def test_orders_go_out_by_order_or_by_line(shop: Shop) -> None:
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


async def test_coupons_come_in_go_out_and_come_in_again_unchanged(shop: Shop) -> None:
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
    answer = await shop.http.post("/v1/exports", json={"type": type_, "filters": filters})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


SHOPIFY = (
    "\ufeffHandle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Status,Color (product.metafields.custom.color)\r\n"
    'tee,Tee,"<p>Soft &amp; ""warm"".\r\nReally.</p>",Size,S,tees,shopify,5,19.5,4.006381333931E+12,,active,\r\n'
    "tee,,,,L,TEEL,shopify,4,19.50,4.00638E+12,,,\r\n"
    "tee,,,,XL,TEEXL,shopify,3,1.999,,,,\r\n"
    "tee,,,,XXL,TEE-XXL,shopify,2,20,,,,\r\n"
    "tee,,,,,,,,,,https://x.example/2.png,,\r\n"
    'mug,Mug,,Title,Default Title,MUG,shopify,8,"1,299.00","=""0012""",,active,\r\n'
    'jug,Jug,,Title,Default Title,JUG,shopify,9,8,"=""0012""",,draft,\r\n'
)


async def test_a_catalogue_of_another_shop_comes_in_with_its_stock_and_again_changes_nothing(shop: Shop) -> None:
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
    assert await shop.rows_of("SELECT 1 FROM import_export.kept_cells") == []
    assert await shop.wrong() == []


async def test_titles_and_stock_reach_over_chunks_and_any_table_comes_in_by_a_mapping(shop: Shop) -> None:
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
async def test_what_cannot_be_read_is_refused_at_once_by_name(
    shop: Shop, text: str, fields: dict[str, str], pointer: str, said: str
) -> None:
    answer = await shop.send("products", text.encode(), fields)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert said in error["message"]


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


async def test_a_named_format_of_several_headers_names_what_the_nearest_lacks(shop: Shop) -> None:
    answer = await shop.send("stock", b"handle,sku,location\n", {"format": "shopify"})
    (error,) = answer.json()["errors"]
    assert error["code"] == "missing_column"
    assert error["message"] == "A file of the format shopify must also have these columns: on hand (current)."


@pytest.mark.parametrize("text", [WOOCOMMERCE.replace(",Stock", ",Other"), SQUARE.replace("Current Quantity", "Shop")])
async def test_a_catalogue_without_stock_is_not_read_for_its_stock(shop: Shop, text: str) -> None:
    answer = await shop.send("stock", text.encode(), {})
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/file", "missing_column")


async def test_stock_in_a_catalogue_is_for_those_who_may_count_it(shop: Shop) -> None:
    shop.caller = Principal("1", "user", frozenset({"catalog:write"}), 1)
    refused = await shop.send("products", SHOPIFY.encode(), {})
    assert (refused.status_code, refused.json()["required_scope"]) == (403, "inventory:write")
    assert (await shop.send("products", SHOPIFY.encode(), {"ignore_stock": "true"})).status_code == 202


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
    answer = await shop.http.post("/v1/imports", data=fields, files={"file": ("table.csv", b"sku,name\n", "text/csv")})
    assert told(answer) == (pointer, meant)


async def test_a_mistyped_name_of_the_file_is_answered_with_the_nearest(shop: Shop) -> None:
    content = b"sku,name\n" + b"A1,Mug\n" * 10_000
    answer = await shop.http.post("/v1/imports", data={"type": "products"}, files={"fil": ("table.csv", content)})
    assert told(answer) == ("/fil", "file")


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
    assert told(await shop.http.post("/v1/exports", json=wish)) == (pointer, meant)


def told(answer: httpx2.Response) -> tuple[str, str]:
    """The location of the error and the expected message."""
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    meant = re.search(r" Did you mean `(\w+)`\?", error["message"])
    assert meant is not None, error
    return error["pointer"], meant[1]


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_a_sku_that_an_earlier_line_names_is_refused_by_its_line(shop: Shop, dry_run: str) -> None:
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


async def test_skus_that_are_one_when_folded_are_refused_by_line(shop: Shop) -> None:
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty"
    file = f"{header}\ntee,Tee,Size,S,TEEA,19.5,4\ntee,,Size,M,TEEa,19.5,1\n"
    job = await shop.take("products", file, sku_case="upper")
    assert [(e["line"], e["column"], e["code"]) for e in job["errors"]] == [(3, "Variant SKU", "duplicate_sku")]
    assert (await shop.get("/v1/products/TEEA"))["name"] == "Tee - S"
    assert (await shop.get("/v1/inventory/levels/TEEA/MAIN"))["on_hand"] == 4
