"""What inventory takes in as tables: products, counted stock."""

from collections.abc import Sequence

from pydantic import Field

from modules.inventory.adapters.inbound.http.location_models import Code
from modules.inventory.adapters.inbound.http.product_models import ProductChangeIn, ProductOut, Units, terms_of
from modules.inventory.adapters.inbound.http.stock_models import LevelOut
from modules.inventory.application.take_counts import Count, TakeCounts
from modules.inventory.application.take_over_products import TakeOverProducts
from modules.inventory.application.taking_over import Wish
from modules.inventory.domain.stock import HOME
from shared.infra.http.cells import Cells, json_value, line_errors, text, texts, truth, whole_number
from shared.infra.http.fields import InModel, SkuText
from shared.kernel.exchange import Errand, Importable, Line, LineError
from shared.kernel.transaction import Transaction

_STOCK_AT_ONCE = 200
"""So many SKUs are locked at a time, and orders for them wait."""


class ProductCells(ProductChangeIn):
    sku: SkuText


class CountCells(InModel):
    sku: SkuText
    location_code: Code = HOME
    on_hand: Units
    unavailable: Units | None = None
    expected_on_hand: Units | None = Field(None)


_PRODUCTS = Cells(
    ProductCells,
    {
        "sku": text,
        "name": text,
        "description": text,
        "price_cents": whole_number,
        "tax_rate_bps": whole_number,
        "active": truth,
        "max_per_order": whole_number,
        "backorder_policy": text,
        "backorder_limit": whole_number,
        "low_stock_threshold": whole_number,
        "requires_shipping": truth,
        "track_inventory": truth,
        "barcodes": texts,
        "external_id": text,
        "metadata": json_value,
    },
    nullable=["max_per_order", "backorder_limit", "low_stock_threshold", "external_id"],
)
_COUNTS = Cells(
    CountCells,
    {
        "sku": text,
        "location_code": text,
        "on_hand": whole_number,
        "unavailable": whole_number,
        "expected_on_hand": whole_number,
    },
)


def imports(take_over: TakeOverProducts, take_counts: TakeCounts) -> list[Importable]:
    async def products(tx: Transaction, lines: Sequence[Line], errand: Errand) -> Sequence[LineError]:
        wishes, errors = _PRODUCTS.read_all(lines)
        wanted = [Wish(line, each.sku, terms_of(each, each.model_fields_set)) for line, each in wishes]
        return errors + line_errors(await take_over(tx, wanted, errand.cause))

    async def stock(tx: Transaction, lines: Sequence[Line], errand: Errand) -> Sequence[LineError]:
        counted, errors = _COUNTS.read_all(lines)
        counts = [
            Count(line, each.sku, each.location_code, each.on_hand, each.unavailable, each.expected_on_hand)
            for line, each in counted
        ]
        return errors + line_errors(await take_counts(tx, counts, errand.reference, errand.cause))

    return [
        Importable(
            type="products",
            scope="catalog:write",
            columns=_PRODUCTS.names,
            required=["sku"],
            key=lambda cells: cells["sku"],
            apply=products,
            passed_over=_PRODUCTS.beside(ProductOut),
        ),
        Importable(
            type="stock",
            scope="inventory:write",
            columns=_COUNTS.names,
            required=["sku", "on_hand"],
            key=lambda cells: (cells["sku"], cells.get("location_code") or HOME),
            apply=stock,
            passed_over=_COUNTS.beside(LevelOut),
            at_once=_STOCK_AT_ONCE,
        ),
    ]
