"""Shopify's product export: one row per variant, the title only in the first, and rows with only a picture.

Supports both headers: `Handle`, `Variant SKU` …, and since 2025 `URL handle`, `SKU` ….
"""

from collections.abc import Mapping, Sequence

from modules.inventory.adapters.inbound.import_formats.cells import (
    PRODUCTS,
    STOCK,
    rejected,
    stock_row,
    variant_name,
    without_empty,
)
from modules.inventory.adapters.inbound.import_formats.plain_text import MAX_CHARACTERS, plain_text
from modules.inventory.domain.stock import DEFAULT_LOCATION
from shared.kernel.import_export import Cells, Format, ParseOptions, Row, TranslatedLine

_COLUMNS: Mapping[str, Sequence[str]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "description"),
    "published": ("published", "published on online store"),
    "status": ("status",),
    **{f"option{n}": (f"option{n} value",) for n in (1, 2, 3)},
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "barcode": ("variant barcode", "barcode"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "oversell": ("variant inventory policy", "continue selling when out of stock"),
    "ships": ("variant requires shipping", "requires shipping"),
}
_NO_OPTION = "default title"
"""The only value of a product without options."""


class ShopifyProducts:
    """Implements `Translator`."""

    def __init__(self, columns: Sequence[str], reading: ParseOptions) -> None:
        self._at = {
            role: next(name for name in names if name in columns)
            for role, names in _COLUMNS.items()
            if not set(names).isdisjoint(columns)
        }
        self._location = reading.location_code or DEFAULT_LOCATION
        self._with_stock = "quantity" in self._at and not reading.ignore_stock
        self.target_types = (PRODUCTS, STOCK) if self._with_stock else (PRODUCTS,)
        roles = {
            "sku": "sku", "name": "title", "price": "price", "price_cents": "price", "description": "body",
            "barcodes": "barcode", "on_hand": "quantity", "active": "status", "requires_shipping": "ships",
        }  # fmt: skip
        self.column_sources = {ours: self._at[role] for ours, role in roles.items() if role in self._at}

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return [self._cell(cells, "handle")]

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        cell = {role: self._cell(cells, role) for role in _COLUMNS}
        handle = cell["handle"]
        product, keep = context.get(handle), {}
        if cell["title"]:
            product = {
                "title": cell["title"][:MAX_CHARACTERS],
                "description": plain_text(cell["body"]),
                "active": _is_active(cell),
            }
            keep = {handle: product}
        if not (cell["sku"] or cell["price"] or cell["option1"]):
            return TranslatedLine(context=keep)
        if product is None:
            return rejected("name", "required", "No preceding line has the title of this product.")
        if not cell["sku"]:
            error = rejected("sku", "required", "The variant has no SKU: add one in the source shop.")
            return TranslatedLine(errors=error.errors, context=keep)
        return TranslatedLine(self._rows(cell, product), context=keep)

    def _rows(self, cell: Cells, product: Cells) -> Sequence[Row]:
        values = [cell[f"option{n}"] for n in (1, 2, 3)]
        options = [] if values[0].lower() == _NO_OPTION else values
        ours = without_empty(
            {
                "sku": cell["sku"],
                "name": variant_name(product["title"], options),
                "price": cell["price"],
                "description": product["description"],
                "active": product["active"],
                "barcodes": cell["barcode"],
                "track_inventory": str(bool(cell["tracker"])).lower() if "tracker" in self._at else "",
                "backorder_policy": _backorders(cell["oversell"]),
                "requires_shipping": cell["ships"].lower(),
            }
        )
        rows = [Row(PRODUCTS, ours)]
        if self._with_stock and cell["quantity"] and (cell["tracker"] or "tracker" not in self._at):
            rows.append(stock_row(cell["sku"], self._location, cell["quantity"]))
        return rows

    def _cell(self, cells: Cells, role: str) -> str:
        name = self._at.get(role)
        return "" if name is None else cells.get(name, "")


def _is_active(cell: Cells) -> str:
    """Active if it is neither a draft nor archived, and published in the online shop."""
    sold = cell["status"].lower() in ("", "active") and cell["published"].lower() in ("", "true")
    return str(sold).lower()


def _backorders(oversell: str) -> str:
    if not oversell:
        return ""
    return "allow" if oversell.lower() in ("continue", "true") else "deny"


SHOPIFY = Format(
    "shopify",
    columns=frozenset(name for names in _COLUMNS.values() for name in names),
    signatures=[
        frozenset({"handle", "title", "variant sku", "variant price"}),
        frozenset({"url handle", "title", "sku", "price"}),
    ],
    open=ShopifyProducts,
)
