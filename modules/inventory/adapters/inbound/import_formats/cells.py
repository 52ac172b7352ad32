"""Shared conversions of the import formats: variant names, units, locations."""

import re
from collections.abc import Iterable, Mapping, Sequence

from modules.inventory.domain.stock import DEFAULT_LOCATION
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.import_export import Cells, Format, ParseOptions, Row, TranslatedLine, Translator

PRODUCTS = "products"
STOCK = "stock"

_CODE = re.compile(r"[A-Z0-9-]{1,10}", re.ASCII)
_ROUND = re.compile(r"(-?\d{1,15})[.,]0+", re.ASCII)


def variant_name(title: str, values: Iterable[str]) -> str:
    """`Tee - Red / S` from the product's title and the values of its options."""
    suffix = " / ".join(value for value in values if value)
    return f"{title} - {suffix}" if suffix else title


def units(cell: str) -> str:
    """A stock figure as units: `12.00` becomes 12, and negative stock (oversold) becomes 0."""
    whole = _ROUND.fullmatch(cell)
    figure = cell if whole is None else whole[1]
    return "0" if re.fullmatch(r"-\d{1,15}", figure, re.ASCII) else figure


def without_empty(cells: Mapping[str, str]) -> Cells:
    """Without empty cells, which would clear values that the source shop does not have."""
    return {name: cell for name, cell in cells.items() if cell}


def rejected(column: str, code: str, message: str) -> TranslatedLine:
    return TranslatedLine(errors=[FieldError(f"/{column}", code, message)])


def location_code_of(location: str, reading: ParseOptions) -> str | None:
    """The code of a location in the file; None if the options do not map its name."""
    by_name = {name.strip().lower(): code for name, code in reading.locations.items()}
    if location.lower() in by_name:
        return by_name[location.lower()]
    return location if _CODE.fullmatch(location) else None


def location_codes(locations: Sequence[str], reading: ParseOptions) -> Mapping[str, str]:
    """The codes of all locations in the file; a single location need not be mapped.

    Raises Invalid with the locations that are not mapped.
    """
    found = {location: location_code_of(location, reading) or reading.location_code for location in locations}
    if len(locations) == 1 and found[locations[0]] is None:
        return {locations[0]: DEFAULT_LOCATION}
    unknown = [location for location, code in found.items() if code is None]
    if unknown:
        message = (
            f"The file has stock at {len(unknown)} unknown locations: {', '.join(unknown)[:400]}. Map their names to "
            "codes with `locations`, send one code for all with `location_code`, or send `ignore_stock=true`."
        )
        raise Invalid([FieldError("/locations", "required", message)])
    return {location: code for location, code in found.items() if code is not None}


def stock_only(source: Format) -> Format:
    """The same format, reading only stock: for holders of inventory:write, and products that exist."""

    def opened(columns: Sequence[str], reading: ParseOptions) -> Translator:
        whole = source.open(columns, reading)
        if STOCK not in whole.target_types:
            message = "No column of the file counts stock, or `ignore_stock` passes it over."
            raise Invalid([FieldError("/file", "missing_column", message)])
        return _StockOnly(whole)

    return Format(source.name, columns=source.columns, signatures=source.signatures, open=opened)


class _StockOnly:
    """Implements `Translator`."""

    target_types = (STOCK,)

    def __init__(self, source: Translator) -> None:
        self._source = source
        self.column_sources = source.column_sources

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return self._source.context_keys(cells)

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        whole = self._source.translate(cells, context)
        rows = [row for row in whole.rows if row.type == STOCK]
        return TranslatedLine(rows, whole.errors, whole.context)


def stock_row(sku: str, location_code: str, on_hand: str) -> Row:
    return Row(STOCK, {"sku": sku, "location_code": location_code, "on_hand": units(on_hand)})
