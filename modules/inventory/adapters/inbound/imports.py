"""The table imports of inventory: products, counted stock."""

from collections.abc import Sequence
from functools import partial

from pydantic import Field

from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.adapters.inbound.http.models.products import ProductChangeIn, ProductOut, terms_of
from modules.inventory.adapters.inbound.http.models.stock import LevelOut
from modules.inventory.adapters.inbound.import_formats.cells import stock_only
from modules.inventory.adapters.inbound.import_formats.shopify import SHOPIFY
from modules.inventory.adapters.inbound.import_formats.shopify_stock import SHOPIFY_STOCK
from modules.inventory.adapters.inbound.import_formats.square import SQUARE
from modules.inventory.adapters.inbound.import_formats.woocommerce import WOOCOMMERCE
from modules.inventory.application.catalog.product_upsert import ProductUpsert
from modules.inventory.application.catalog.upsert_products import UpsertProducts
from modules.inventory.application.stock.count_stock import CountStock, StockCount
from modules.inventory.domain.stock import DEFAULT_LOCATION
from shared.infra.http.csv.cells import CellReader, boolean, integer, json_value, line_errors, text, text_list
from shared.infra.http.csv.spreadsheet_values import minor_units, parse_code
from shared.infra.http.requests.fields import IdentifierText, InModel
from shared.infra.http.requests.quantities import Units
from shared.kernel.errors import FieldError
from shared.kernel.import_export import Cells as Given
from shared.kernel.import_export import Importable, ImportContext, Line, LineError, ParseOptions
from shared.kernel.transaction import Transaction

PRICE = "price"
"""A column in major units of the shop's currency, as an alternative to `price_cents`."""

_STOCK_BATCH_SIZE = 200
"""Maximum number of SKUs locked at a time, because orders for them wait."""


class ProductCells(ProductChangeIn):
    sku: IdentifierText


class CountCells(InModel):
    sku: IdentifierText
    location_code: Code = DEFAULT_LOCATION
    on_hand: Units
    unavailable: Units | None = None
    expected_on_hand: Units | None = Field(None)


_PRODUCTS = CellReader(
    ProductCells,
    {
        "sku": text,
        "name": text,
        "description": text,
        "price_cents": integer,
        "tax_rate_bps": integer,
        "active": boolean,
        "max_per_order": integer,
        "backorder_policy": text,
        "backorder_limit": integer,
        "low_stock_threshold": integer,
        "requires_shipping": boolean,
        "track_inventory": boolean,
        "barcodes": text_list,
        "external_id": text,
        "metadata": json_value,
    },
    nullable=["max_per_order", "backorder_limit", "low_stock_threshold", "external_id"],
)
_COUNTS = CellReader(
    CountCells,
    {
        "sku": text,
        "location_code": text,
        "on_hand": integer,
        "unavailable": integer,
        "expected_on_hand": integer,
    },
)


def imports(take_over: UpsertProducts, count_stock: CountStock, currency: str) -> list[Importable]:
    async def products(tx: Transaction, lines: Sequence[Line], import_context: ImportContext) -> Sequence[LineError]:
        rows, errors = _PRODUCTS.read_all(lines)
        wanted = [ProductUpsert(line, each.sku, terms_of(each, each.model_fields_set)) for line, each in rows]
        return errors + line_errors(await take_over(tx, wanted, import_context.metadata))

    async def stock(tx: Transaction, lines: Sequence[Line], import_context: ImportContext) -> Sequence[LineError]:
        counted, errors = _COUNTS.read_all(lines)
        counts = [
            StockCount(
                number=line,
                sku=each.sku,
                location_code=each.location_code,
                on_hand=each.on_hand,
                unavailable=each.unavailable,
                expected_on_hand=each.expected_on_hand,
            )
            for line, each in counted
        ]
        return errors + line_errors(await count_stock(tx, counts, import_context.reference, import_context.metadata))

    counted = Importable(
        type="stock",
        scope="inventory:write",
        columns=_COUNTS.names,
        required=["sku", "on_hand"],
        key=lambda cells: (cells["sku"], cells.get("location_code") or DEFAULT_LOCATION),
        apply=stock,
        ignored_columns=_COUNTS.export_only_columns(LevelOut),
        max_batch=_STOCK_BATCH_SIZE,
        formats=[SHOPIFY_STOCK, stock_only(SHOPIFY), stock_only(WOOCOMMERCE), stock_only(SQUARE)],
        prepare=_count,
        preview=_COUNTS.preview,
    )
    sold = Importable(
        type="products",
        scope="catalog:write",
        columns=[*_PRODUCTS.names, PRICE],
        required=["sku"],
        key=lambda cells: (cells["sku"],),
        apply=products,
        ignored_columns=_PRODUCTS.export_only_columns(ProductOut),
        formats=[SHOPIFY, WOOCOMMERCE, SQUARE],
        combined_with=[counted],
        prepare=partial(_product, currency=currency),
        preview=_PRODUCTS.preview,
    )
    return [sold, counted]


def _product(cells: Given, reading: ParseOptions, *, currency: str) -> tuple[Given, Sequence[FieldError]]:
    made, errors = dict(cells), list[FieldError]()
    _sku(made, reading, errors)
    price = made.pop(PRICE, "")
    if price and made.get("price_cents"):
        errors.append(FieldError(f"/{PRICE}", "conflict", "Send the price in one column: price or price_cents."))
    elif price:
        try:
            amount = minor_units(price, currency, reading.decimal)
        except ValueError as error:
            errors.append(FieldError(f"/{PRICE}", "invalid_format", str(error)))
        else:
            made["price_cents"] = str(amount)
            if amount <= 0:
                errors.append(FieldError(f"/{PRICE}", "out_of_range", "The price must be positive."))
    return made, errors


def _count(cells: Given, reading: ParseOptions) -> tuple[Given, Sequence[FieldError]]:
    made, errors = dict(cells), list[FieldError]()
    _sku(made, reading, errors)
    if not made.get("location_code"):
        made["location_code"] = reading.location_code or DEFAULT_LOCATION
    return made, errors


def _sku(cells: dict[str, str], reading: ParseOptions, errors: list[FieldError]) -> None:
    try:
        sku = parse_code(cells["sku"])
    except ValueError as error:
        errors.append(FieldError("/sku", "invalid_format", str(error)))
    else:
        cells["sku"] = sku.upper() if reading.sku_case == "upper" else sku
