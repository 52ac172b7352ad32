"""WooCommerce's product export: variations are separate rows that refer to their product by id or SKU.

Supports the English header. WooCommerce translates it, so other languages need a mapping.
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

_GTIN = "gtin, upc, ean, or isbn"
_ORIGINS = {
    "sku": "sku", "name": "name", "price": "regular price", "price_cents": "regular price",
    "description": "description", "barcodes": _GTIN, "on_hand": "stock", "low_stock_threshold": "low stock amount",
    "external_id": "id", "active": "published",
}  # fmt: skip
_OF_PARENT = "parent"
"""Value of the column `Stock` if the variations share the stock of their product."""

_NOT_SOLD = frozenset({"variable", "grouped", "external"})
"""Of a variable product only the variations are sold. Grouped and external products are links."""


class WooCommerceProducts:
    """Implements `Translator`."""

    def __init__(self, columns: Sequence[str], reading: ParseOptions) -> None:
        self._values = [name for name in columns if name.startswith("attribute ") and name.endswith(" value(s)")]
        self._location = reading.location_code or DEFAULT_LOCATION
        self._counts = "stock" in columns
        self._with_stock = self._counts and not reading.ignore_stock
        self.target_types = (PRODUCTS, STOCK) if self._with_stock else (PRODUCTS,)
        self.column_sources = {ours: name for ours, name in _ORIGINS.items() if name in columns}

    def context_keys(self, cells: Cells) -> Sequence[str]:
        parent = cells.get("parent", "")
        return [_named(parent)] if parent else []

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        kinds = {kind.strip().lower() for kind in cells["type"].split(",")}
        if kinds & _NOT_SOLD:
            return TranslatedLine(context=_kept(cells) if "variable" in kinds else {})
        parent = context.get(_named(cells["parent"])) if "variation" in kinds and cells.get("parent") else None
        name = self._name(cells, parent)
        if not name:
            return rejected("name", "required", "The variation has no name, and no preceding line is its product.")
        if not cells["sku"]:
            return rejected("sku", "required", "The product has no SKU: add one in the source shop.")
        if self._with_stock and cells["stock"].lower() == _OF_PARENT:
            message = "The variations share one stock: track the stock of each variation in the source shop."
            return rejected("on_hand", "stock_of_parent", message)
        ships = str(not kinds & {"virtual", "downloadable"}).lower()
        return TranslatedLine(self._rows(cells, parent, name, ships))

    def _rows(self, cells: Cells, parent: Cells | None, name: str, ships: str) -> Sequence[Row]:
        stock, in_stock = cells.get("stock", ""), cells.get("in stock?", "")
        description = _described(cells) or (parent["description"] if parent else "")
        is_public = cells.get("published", "1") == "1" and (parent is None or parent["published"] == "1")
        is_tracked = bool(stock) or in_stock not in ("1", "")
        ours = {
            "sku": cells["sku"],
            "name": name,
            "price": cells["regular price"],
            "description": description,
            "active": str(is_public).lower(),
            "barcodes": cells.get(_GTIN, ""),
            "track_inventory": str(is_tracked).lower() if self._counts else "",
            "backorder_policy": _backorders(cells.get("backorders allowed?", ""), in_stock),
            "low_stock_threshold": cells.get("low stock amount", ""),
            "max_per_order": "1" if cells.get("sold individually?") == "1" else "",
            "requires_shipping": ships,
            "external_id": cells.get("id", ""),
        }
        rows = [Row(PRODUCTS, without_empty(ours))]
        if self._with_stock and is_tracked:
            rows.append(stock_row(cells["sku"], self._location, stock or "0"))
        return rows

    def _name(self, cells: Cells, parent: Cells | None) -> str:
        """The variation's name, unless it is empty or equal to the product's name."""
        name = cells["name"]
        if parent is None or (name and name != parent["title"]):
            return name
        return variant_name(parent["title"], [cells.get(value, "") for value in self._values])


def _named(parent: str) -> str:
    return parent.lower() if parent.lower().startswith("id:") else f"sku:{parent}"


def _kept(cells: Cells) -> Mapping[str, Cells]:
    product = {
        "title": cells["name"][:MAX_CHARACTERS],
        "description": _described(cells),
        "published": cells.get("published", "1"),
    }
    names = [f"id:{cells['id']}"] if cells.get("id") else []
    return dict.fromkeys([*names, f"sku:{cells['sku']}"] if cells["sku"] else names, product)


def _described(cells: Cells) -> str:
    """WooCommerce escapes line breaks in descriptions as a backslash and an n."""
    source = cells.get("description") or cells.get("short description") or ""
    return plain_text(source.replace("\\\\n", "\x00").replace("\\n", "\n").replace("\x00", "\\n"))


def _backorders(allowed: str, in_stock: str) -> str:
    if not allowed and in_stock != "backorder":
        return ""
    return "deny" if allowed == "0" else "allow"


WOOCOMMERCE = Format(
    "woocommerce",
    columns=frozenset(
        {*_ORIGINS.values(), "type", "short description", "in stock?", "backorders allowed?", "sold individually?"}
        | {"parent", *(f"attribute {n} value(s)" for n in range(1, 10))}
    ),
    signatures=[frozenset({"type", "sku", "name", "regular price"})],
    open=WooCommerceProducts,
)
