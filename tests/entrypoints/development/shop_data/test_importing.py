"""An import accepts valid rows and reports all others."""

import csv
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from entrypoints.command_options import StockMode
from entrypoints.development.shop_data.demo import demo_rows
from entrypoints.development.shop_data.files import CATALOG, STOCK_PLAN, InvalidFile, RejectedRow
from entrypoints.development.shop_data.generator.shop import generate_shop
from entrypoints.development.shop_data.importing import ImportResult, Row, ShopFiles, import_products
from entrypoints.development.shop_data.rejections import write_rejections
from entrypoints.development.shop_data.rows import Product, Stock
from entrypoints.development.shop_data.stocking import AMPLE_UNITS
from modules.inventory.public import ImportedChunk, ProductLine
from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata

BELL = Product(sku="22222", name="BELL", unit_price_cents=120, first_sold_at="2010-12-01T08:26:00Z", demand_units=7)
LAMP = Product(sku="33333", name="LAMP", unit_price_cents=999, first_sold_at="2010-12-01T08:26:00Z", demand_units=7)


def test_all_files_of_a_folder_are_read(tmp_path: Path) -> None:
    shop = generate_shop(1, 40, 30)
    shop.write(tmp_path)
    rejected: list[RejectedRow] = []
    rows = ShopFiles(tmp_path).rows(StockMode.PLAN, rejected)
    assert not rejected
    assert [(row.product, row.units) for row in rows] == [
        (product, stock.initial_stock) for product, stock in zip(shop.catalog, shop.stock_plan, strict=True)
    ]
    odd = list(ShopFiles(tmp_path).odd())
    assert [row.line for row in odd] == list(range(2, len(shop.odd_lines) + 2))
    assert all(row.why for row in odd)


@pytest.mark.parametrize(("choice", "units"), [(StockMode.AMPLE, AMPLE_UNITS), (StockMode.NONE, 0)])
def test_without_a_plan(tmp_path: Path, choice: StockMode, units: int) -> None:
    CATALOG.write(tmp_path, [BELL])
    assert ShopFiles(tmp_path / CATALOG.name).rows(choice, []) == [Row(line=2, product=BELL, units=units)]
    with pytest.raises(InvalidFile, match="stock_plan"):
        ShopFiles(tmp_path).rows(StockMode.PLAN, [])


def test_texts_are_read_in_their_canonical_form(tmp_path: Path) -> None:
    decomposed, composed = "CAFE\u0301", "CAF\u00c9"
    CATALOG.write(tmp_path, [replace(BELL, sku=decomposed, name=decomposed), replace(BELL, sku=composed)])
    STOCK_PLAN.write(tmp_path, [Stock(sku=composed, demand_units=1, initial_stock=5, short=0)])
    rejected: list[RejectedRow] = []
    (row,) = ShopFiles(tmp_path).rows(StockMode.PLAN, rejected)
    assert (row.product.sku, row.product.name, row.units) == (composed, composed, 5)
    assert [(each.line, each.code) for each in rejected] == [(3, "sku_repeated")]


def test_invalid_rows_are_reported(tmp_path: Path) -> None:
    CATALOG.write(tmp_path, [BELL, BELL, LAMP])
    STOCK_PLAN.write(
        tmp_path,
        [
            Stock(sku="22222", demand_units=1, initial_stock=5, short=0),
            Stock(sku="33333", demand_units=1, initial_stock=-5, short=0),
            Stock(sku="44444", demand_units=1, initial_stock=5, short=0),
            Stock(sku="22222", demand_units=1, initial_stock=9, short=0),
        ],
    )
    rejected: list[RejectedRow] = []
    rows = ShopFiles(tmp_path).rows(StockMode.PLAN, rejected)
    assert [(row.product.sku, row.units) for row in rows] == [("22222", 5), ("33333", 0)]
    assert [(row.file, row.line, row.code) for row in rejected] == [
        ("catalogue.csv.gz", 3, "sku_repeated"),
        ("stock_plan.csv.gz", 3, "negative_stock"),
        ("stock_plan.csv.gz", 4, "sku_not_found"),
        ("stock_plan.csv.gz", 5, "sku_repeated"),
    ]


class Imports:
    """Accepts all but one SKU, in chunks of three."""

    def __init__(self, bad: str) -> None:
        self._bad = bad
        self.references: set[str] = set()

    async def __call__(
        self, lines: Iterable[ProductLine], reference: str, metadata: EventMetadata
    ) -> AsyncIterator[ImportedChunk]:
        self.references.add(reference)
        numbered = enumerate(lines, 1)
        while chunk := list(islice(numbered, 3)):
            errors = [
                (number, FieldError("/sku", "pattern", "Bad.")) for number, line in chunk if line.sku == self._bad
            ]
            yield ImportedChunk(len(chunk), len(chunk) - len(errors), 0, 2, errors)


async def test_rejected_rows_are_reported_with_their_line() -> None:
    rows = [
        Row(
            line=line,
            product=Product(sku=f"SKU{line}", name="X", unit_price_cents=1, first_sold_at="", demand_units=0),
            units=3,
        )
        for line in range(2, 9)
    ]
    imports, result, steps = Imports("SKU6"), ImportResult(), list[None]()
    await import_products(rows, imports, result, step=lambda: steps.append(None))
    assert len(steps) == len(rows)
    assert (result.created, result.updated, result.unchanged, result.stocked) == (6, 0, 0, 6)
    assert result.rejected == [RejectedRow("catalogue.csv.gz", 6, what="SKU6", code="pattern", why="/sku: Bad.")]
    assert len(imports.references) == 1


def test_skus_of_the_demo_shop_are_distinct() -> None:
    rows = demo_rows()
    assert len({row.product.sku for row in rows}) == len(rows) == 301
    assert rows == demo_rows()
    assert all(re.fullmatch("^[A-Z0-9]{3,20}$", row.product.sku) and row.units > 0 for row in rows)
    assert not {row.product.sku for row in rows} & {product.sku for product in generate_shop(1, 5, 3_000).catalog}


def test_formulas_are_escaped_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.csv"
    write_rejections(
        path, [RejectedRow("odd_lines.csv.gz", 2, what="=HYPERLINK()", code="price_below_0.01", why="-1 units")]
    )
    with path.open(encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["file", "line", "what", "code", "why"]
    assert row == ["odd_lines.csv.gz", "2", "'=HYPERLINK()", "price_below_0.01", "'-1 units"]
