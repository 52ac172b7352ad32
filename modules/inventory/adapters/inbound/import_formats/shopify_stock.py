"""Shopify's stock export: one row per variant and location."""

from collections.abc import Mapping, Sequence

from modules.inventory.adapters.inbound.import_formats.cells import STOCK, location_code_of, rejected, units
from shared.kernel.import_export import Cells, Format, ParseOptions, Row, TranslatedLine

_ON_HAND = ("on hand (new)", "on hand (current)", "on hand")
_UNAVAILABLE = ("unavailable (not editable)", "unavailable")
_NOWHERE = "not stocked"


class ShopifyStock:
    """Implements `Translator`."""

    target_types = (STOCK,)

    def __init__(self, columns: Sequence[str], reading: ParseOptions) -> None:
        self._reading = reading
        on_hand = next(name for name in reversed(_ON_HAND) if name in columns)
        self.column_sources = {"sku": "sku", "location_code": "location", "on_hand": on_hand}

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return ()

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        on_hand = next((cells[name] for name in _ON_HAND if cells.get(name)), "")
        if self._reading.ignore_stock or not on_hand or on_hand.lower() == _NOWHERE:
            return TranslatedLine()
        if not cells["sku"]:
            return rejected("sku", "required", "The variant has no SKU: add one in the source shop.")
        code = location_code_of(cells["location"], self._reading)
        if code is None:
            return rejected("location_code", "required", "Map the location's name to a code with `locations`.")
        row = {"sku": cells["sku"], "location_code": code, "on_hand": units(on_hand)}
        unavailable = next((cells[name] for name in _UNAVAILABLE if cells.get(name)), "")
        return TranslatedLine([Row(STOCK, {**row, "unavailable": units(unavailable)} if unavailable else row)])


SHOPIFY_STOCK = Format(
    "shopify",
    columns=frozenset({"handle", "title", "sku", "location", *_ON_HAND, *_UNAVAILABLE}),
    signatures=[
        frozenset({"sku", "location", "on hand (current)"}),
        frozenset({"handle", "sku", "location", "on hand"}),
    ],
    open=ShopifyStock,
)
