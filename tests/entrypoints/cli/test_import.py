"""`tradepost import` and `demo-data load` with a real database."""

import asyncio
import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from entrypoints.cli.main import app
from entrypoints.development.shop_data.demo import EXAMPLE_PRODUCT, EXAMPLE_PRODUCT_UNITS
from entrypoints.development.shop_data.files import CATALOG, STOCK_PLAN
from entrypoints.development.shop_data.generator.shop import Shop, generate_shop
from entrypoints.development.shop_data.rows import Stock
from entrypoints.development.shop_data.stocking import AMPLE_UNITS
from tests.running.databases import DatabaseUrls

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return generate_shop(2, 40, 30)


@pytest.fixture
def command(database: DatabaseUrls, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    shell = CliRunner(env={"DATABASE_URL": database.program, "REDIS_URL": redis_url})

    def run(*arguments: object) -> Result:
        return shell.invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    shop.write(tmp_path / "shop")
    return tmp_path / "shop"


def read(database: DatabaseUrls, query: str) -> list[tuple[Any, ...]]:
    async def fetch() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(database.owner)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


LEVELS = 'SELECT sku, on_hand FROM inventory.stock_levels WHERE on_hand > 0 ORDER BY sku COLLATE "C"'
PRODUCTS = 'SELECT sku, name, price_cents FROM inventory.products ORDER BY sku COLLATE "C"'


def test_the_catalog_and_the_planned_stock_are_imported(
    command: Command, database: DatabaseUrls, folder: Path, shop: Shop
) -> None:
    done = command("import", folder)
    assert done.exit_code == 0, done.output
    assert read(database, PRODUCTS) == [(row.sku, row.name, row.unit_price_cents) for row in shop.catalog]
    assert read(database, LEVELS) == [(row.sku, row.initial_stock) for row in shop.stock_plan if row.initial_stock]
    with (folder.parent / ".tradepost" / "reports" / "import-shop.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(shop.odd_lines)


def test_a_repeat_changes_nothing(command: Command, database: DatabaseUrls, folder: Path, shop: Shop) -> None:
    first = json.loads(command("import", folder, "--json").stdout)
    before = read(database, LEVELS)
    again = json.loads(command("import", folder, "--stock", "ample", "--json").stdout)
    assert (first["created"], first["unchanged"]) == (len(shop.catalog), 0)
    assert (again["created"], again["updated"], again["unchanged"], again["stocked"]) == (0, 0, len(shop.catalog), 0)
    assert read(database, LEVELS) == before
    assert len(again["rejected"]) == len(shop.odd_lines)


def test_ample_stock(command: Command, database: DatabaseUrls, folder: Path, shop: Shop) -> None:
    assert command("import", folder, "--stock", "ample").exit_code == 0
    assert read(database, LEVELS) == [(row.sku, AMPLE_UNITS) for row in shop.catalog]


def test_an_invalid_row_is_reported(command: Command, folder: Path) -> None:
    (folder / "catalogue.csv").write_text(
        "sku,name,unit_price,first_sold_at,demand_units\nno sku,LAMP,1.00,,0\n22222,BELL,0.00,,0\n33333,GONG,1.00,,0\n",
        encoding="utf-8",
    )
    done = command("import", folder / "catalogue.csv", "--stock", "none", "--json", "--report", folder / "why.csv")
    assert done.exit_code == 1
    result = json.loads(done.stdout)
    assert result["created"] == 1
    assert [(row["line"], row["what"]) for row in result["rejected"][:2]] == [(2, "no sku"), (3, "22222")]
    assert (folder / "why.csv").exists()


def test_a_file_that_is_not_a_catalog_is_rejected(command: Command, folder: Path) -> None:
    (folder / "catalogue.csv.gz").write_bytes(b"no")
    done = command("import", folder)
    assert done.exit_code == 2
    assert "catalogue.csv.gz" in done.stderr


def test_the_demo_shop(command: Command, database: DatabaseUrls) -> None:
    """Loads the requested number of products, and the product of the API examples."""
    done = command("demo-data", "load", "--skus", 20)
    assert done.exit_code == 0, done.output
    assert len(read(database, LEVELS)) == 21
    assert "21 unchanged" in command("demo-data", "load", "--skus", 20).stdout
    assert len(read(database, LEVELS)) == 21


def test_a_real_catalog_beside_the_demo_shop_gets_its_opening_stock(
    command: Command, database: DatabaseUrls, tmp_path: Path
) -> None:
    """The catalogue may contain the product of the API examples."""
    CATALOG.write(tmp_path, [EXAMPLE_PRODUCT])
    STOCK_PLAN.write(tmp_path, [Stock(sku=EXAMPLE_PRODUCT.sku, demand_units=60, initial_stock=36, short=24)])
    command("demo-data", "load", "--skus", 2)
    for stocked in (1, 0):
        assert json.loads(command("import", tmp_path, "--stock", "plan", "--json").stdout)["stocked"] == stocked
        assert (EXAMPLE_PRODUCT.sku, EXAMPLE_PRODUCT_UNITS + 36) in read(database, LEVELS)


def test_demo_files(command: Command, tmp_path: Path) -> None:
    done = command("demo-data", "--orders", 12, "--skus", 9, "--out", tmp_path / "made", "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert (figures["orders"], figures["products"]) == (12, 9)
    assert (tmp_path / "made" / "orders.csv.gz").exists()


def test_a_table_is_imported_as_over_http(command: Command, database: DatabaseUrls, tmp_path: Path) -> None:
    products = tmp_path / "products.csv.gz"
    products.write_bytes(gzip.compress(b"sku,name,price_cents\nBELL,Bell,120\nGONG,Gong,cheap\nLAMP,Lamp,999\n"))
    rehearsed = command("import", products, "--type", "products", "--dry-run")
    assert rehearsed.exit_code == 1, rehearsed.output
    assert "2 lines of products would be imported, 1 rejected" in rehearsed.stdout
    assert "line 3, price_cents: A whole number is expected" in rehearsed.stdout
    assert read(database, PRODUCTS) == []
    done = command("import", products, "--type", "products", "--json")
    assert done.exit_code == 1
    standing = json.loads(done.stdout)
    assert (standing["status"], standing["done"], standing["error_count"]) == ("succeeded", 3, 1)
    assert read(database, PRODUCTS) == [("BELL", "Bell", 120), ("LAMP", "Lamp", 999)]
    counts = tmp_path / "stock.csv"
    counts.write_text("sku,on_hand\nBELL,7\n", encoding="utf-8")
    assert command("import", counts, "--type", "stock").exit_code == 0
    assert read(database, LEVELS) == [("BELL", 7)]
    assert read(database, "SELECT owner, status FROM import_export.jobs ORDER BY id") == [("operator", "succeeded")] * 3


def test_the_format_of_an_export_is_detected_from_its_header(
    command: Command, database: DatabaseUrls, tmp_path: Path
) -> None:
    export = tmp_path / "products_export.csv"
    export.write_text(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
        "Variant Price\nbell,Bell,Size,S,bells,shopify,3,1.5\nbell,,,L,BELL-L,shopify,3,2.00\n",
        encoding="utf-8",
    )
    rehearsed = command("import", export, "--sku-case", "upper", "--dry-run")
    assert rehearsed.exit_code == 1, rehearsed.output
    assert "1 lines of products (shopify) would be imported, 1 rejected" in rehearsed.stdout
    assert 'line 2, products: {"name": "Bell - S", "price_cents": 150' in rehearsed.stdout
    assert "line 3, Variant SKU: A SKU of this shop has the pattern ^[A-Z0-9]{3,20}$" in rehearsed.stdout
    assert command("import", export, "--sku-case", "upper").exit_code == 1
    assert (read(database, PRODUCTS), read(database, LEVELS)) == ([("BELLS", "Bell - S", 150)], [("BELLS", 3)])
    other = tmp_path / "other.csv"
    other.write_text("Artikel;Preis\nBELLS;1,75\n", encoding="utf-8")
    unknown = command("import", other)
    assert (unknown.exit_code, "Specify one of: coupons, products, stock" in unknown.stderr) == (2, True)
    options = ("--mapping", '{"Artikel": "sku", "Preis": "price"}', "--decimal", ",")
    assert command("import", other, "--type", "products", *options).exit_code == 0
    assert read(database, PRODUCTS) == [("BELLS", "Bell - S", 175)]
    assert command("import", other, "--type", "products", "--mapping", "sku").exit_code == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--sku-case", "UPPER"), "no such case of SKUs. Did you mean `upper`? There are: as_is, upper."),
        (("--decimal", ";"), "The decimal mark is . or ,"),
        (("--format", "shopfy"), "no such format of products. Did you mean `shopify`? There are: shopify,"),
        (("--type", "product"), "no such type of tables. Did you mean `products`? There are: coupons,"),
        (("--stock", "ample"), "--stock and --report are for a shop's folder or catalogue."),
        (("--report", "why.csv"), "--stock and --report are for a shop's folder or catalogue."),
    ],
)
def test_an_unknown_option_of_a_table_is_rejected(
    command: Command, database: DatabaseUrls, tmp_path: Path, options: tuple[str, str], said: str
) -> None:
    (tmp_path / "products.csv").write_text("sku,name,price_cents\nbell,Bell,120\n", encoding="utf-8")
    done = command("import", "products.csv", "--type", "products", *options)
    assert done.exit_code == 2, done.output
    assert said in unboxed(done.stderr)
    assert read(database, PRODUCTS) == []


@pytest.mark.parametrize("option", [("--dry-run",), ("--sku-case", "upper"), ("--location", "MAIN")])
def test_options_of_tables_are_rejected_for_a_catalog(
    command: Command, database: DatabaseUrls, folder: Path, option: tuple[str, ...]
) -> None:
    done = command("import", folder, *option)
    assert (done.exit_code, "is a shop's folder or catalogue" in unboxed(done.stderr)) == (2, True), done.output
    assert read(database, PRODUCTS) == []


def unboxed(text: str) -> str:
    """The output without the frame and the line breaks of a terminal."""
    return " ".join(text.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", " ").split())


@pytest.mark.parametrize(
    ("name", "content", "type_", "said"),
    [
        ("stock.csv", "sku,units\nBELL,7\n", "stock", "Unknown columns: units"),
        ("stock.csv", "sku,on_hand\nBELL,7\n", "nonsense", "There are: coupons, products, stock."),
        ("stock.csv.gz", "this is not gzip", "stock", "Not a gzipped file"),
        ("stock.csv", 'sku,on_hand\n"BELL,7\n', "stock", "A quote is opened but never closed"),
    ],
)
def test_a_file_of_another_format_is_rejected(
    command: Command, tmp_path: Path, name: str, content: str, type_: str, said: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = command("import", tmp_path / name, "--type", type_)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
