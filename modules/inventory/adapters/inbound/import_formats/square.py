"""Square's item library export: one row per variation, with columns for each location."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from modules.inventory.adapters.inbound.import_formats.cells import (
    PRODUCTS,
    STOCK,
    location_codes,
    rejected,
    stock_row,
    units,
    variant_name,
    without_empty,
)
from modules.inventory.adapters.inbound.import_formats.plain_text import MAX_CHARACTERS, plain_text
from shared.kernel.import_export import Cells, Format, ParseOptions, Row, TranslatedLine

_ORIGINS = {
    "sku": "sku", "name": "item name", "price": "price", "price_cents": "price", "description": "description",
    "barcodes": "gtin", "external_id": "token",
}  # fmt: skip
_CURRENT = "current quantity "
_NEW = "new quantity "
_PRICE_AT = "price "
_ALERTS = "stock alert enabled "
_ALERT_AT = "stock alert count "
_TAX = re.compile(r"tax - .*\((\d{1,3}(?:\.\d{1,6})?)%\)", re.ASCII)
_LAST = "item"
"""A variation without an item name belongs to the item above it."""

_NO_OPTION = frozenset({"", "regular", "default", "normal"})
"""Variation names of an item without variations."""

_NO_PARCEL = ("digital", "service", "event", "donation", "gift card", "membership", "class")


class SquareItems:
    """Implements `Translator`."""

    def __init__(self, columns: Sequence[str], reading: ParseOptions) -> None:
        self._options = [name for name in columns if name.startswith("option value ")]
        self._prices = [name for name in columns if name.startswith(_PRICE_AT)]
        self._alerts = [name.removeprefix(_ALERTS) for name in columns if name.startswith(_ALERTS)]
        self._taxes = {name: _basis_points(found[1]) for name in columns if (found := _TAX.fullmatch(name))}
        self._counted = _locations(columns)
        self._places = location_codes(self._counted, reading) if self._counted and not reading.ignore_stock else {}
        self.target_types = (PRODUCTS, STOCK) if self._places else (PRODUCTS,)
        self.column_sources = {ours: name for ours, name in _ORIGINS.items() if name in columns}
        if len(self._counted) == 1:
            self.column_sources["on_hand"] = _CURRENT + self._counted[0]

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return [] if cells["item name"] else [_LAST]

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        item = context.get(_LAST)
        if cells["item name"]:
            item = {
                "title": cells["item name"][:MAX_CHARACTERS],
                "description": plain_text(cells.get("description", "")),
            }
        if item is None:
            return rejected("name", "required", "The item has no name, and no preceding line has one.")
        keep = {_LAST: item}
        if not cells["sku"]:
            error = rejected("sku", "required", "The variation has no SKU: add one in the source shop.")
            return TranslatedLine(errors=error.errors, context=keep)
        price = self._price(cells)
        if price is None:
            message = "The item has no price, or different prices by location: set one in the source shop."
            return TranslatedLine(errors=rejected("price", "required", message).errors, context=keep)
        return TranslatedLine([Row(PRODUCTS, self._product(cells, item, price)), *self._stock(cells)], context=keep)

    def _product(self, cells: Cells, item: Cells, price: str) -> Cells:
        options = [cells[name] for name in self._options if cells[name]]
        variation = cells.get("variation name", "")
        named = [] if variation.lower() in _NO_OPTION else [variation]
        is_sold = cells.get("archived", "").upper() != "Y" and cells.get("sellable", "").upper() != "N"
        alerts = [cells.get(_ALERT_AT + at, "") for at in self._alerts if cells[_ALERTS + at].upper() == "Y"]
        kind = cells.get("item type", "").lower()
        return without_empty(
            {
                "sku": cells["sku"],
                "name": variant_name(item["title"], options or named),
                "price": price,
                "description": plain_text(cells.get("description", "")) or item["description"],
                "active": str(is_sold).lower(),
                "barcodes": cells.get("gtin", ""),
                "tax_rate_bps": str(self._tax(cells)) if self._taxes else "",
                "track_inventory": str(self._is_counted(cells)).lower() if self._counted else "",
                "low_stock_threshold": units(next(filter(None, alerts), "")),
                "requires_shipping": str(not any(word in kind for word in _NO_PARCEL)).lower() if kind else "",
                "external_id": cells.get("token", ""),
            }
        )

    def _stock(self, cells: Cells) -> Sequence[Row]:
        """Sums the stock of source locations that map to the same code."""
        found: dict[str, int] = {}
        rows: list[Row] = []
        for location, place in self._places.items():
            figure = units(_quantity(cells, location))
            if figure.isascii() and figure.isdecimal():
                found[place] = found.get(place, 0) + int(figure)
            elif figure:
                rows.append(stock_row(cells["sku"], place, figure))
        return [*rows, *(stock_row(cells["sku"], place, str(sum_)) for place, sum_ in found.items())]

    def _is_counted(self, cells: Cells) -> bool:
        return any(_quantity(cells, location) for location in self._counted)

    def _price(self, cells: Cells) -> str | None:
        """The item's price, else the price that is the same at all locations."""
        own = cells.get("price", "")
        if own:
            return own
        prices = {cells[name] for name in self._prices if cells[name]}
        return prices.pop() if len(prices) == 1 else None

    def _tax(self, cells: Cells) -> int:
        return sum(rate for name, rate in self._taxes.items() if cells[name].upper() == "Y")


def _locations(columns: Sequence[str]) -> Sequence[str]:
    prefixes = (_CURRENT, _NEW)
    return list(
        dict.fromkeys(name.removeprefix(start) for name in columns for start in prefixes if name.startswith(start))
    )


def _quantity(cells: Cells, location: str) -> str:
    return cells.get(_NEW + location) or cells.get(_CURRENT + location, "")


def _basis_points(percent: str) -> int:
    """Rounded half up."""
    return int((Decimal(percent) * 100).quantize(Decimal(1), ROUND_HALF_UP))


SQUARE = Format(
    "square",
    columns=frozenset({*_ORIGINS.values(), "variation name", "archived", "sellable", "item type", "reference handle"}),
    signatures=[
        frozenset({"token", "item name", "variation name", "sku"}),
        frozenset({"item name", "variation name", "sku", "price"}),
    ],
    open=SquareItems,
)
