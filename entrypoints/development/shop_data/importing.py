"""Imports the catalogue and its opening stock in chunks and reports every rejected row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from entrypoints.command_options import StockMode
from entrypoints.development.shop_data.files import CATALOG, ODD_LINES, STOCK_PLAN, InvalidFile, RejectedRow
from entrypoints.development.shop_data.odd_lines import rejection_reason
from entrypoints.development.shop_data.rows import Product, Stock
from entrypoints.development.shop_data.stocking import opening_stock
from modules.inventory.public import ImportCatalog, ProductLine
from shared.kernel.events import EventMetadata

REFERENCE = "opening-stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A product and its opening stock; `line` is its line in the file."""

    line: int
    product: Product
    units: int
    tax_rate_bps: int = 0


@dataclass(slots=True)
class ImportResult:
    """Numbers of products; `stocked` counts those that got opening stock in this run.

    `rejected` names every row that is not in the shop now, of all files of the folder.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    stocked: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)


def is_catalog(path: Path) -> bool:
    """Whether the path is a shop's folder or a catalogue like `demo-data` writes it; otherwise it is a table."""
    return path.is_dir() or not CATALOG.is_other(path)


class ShopFiles:
    """The files of an import: a folder, or a catalogue and the files next to it."""

    def __init__(self, path: Path) -> None:
        folder = path if path.is_dir() else path.parent
        self.catalog = _present(folder, CATALOG.name) if path.is_dir() else path
        self.stock_plan = _present(folder, STOCK_PLAN.name)
        self.odd_lines = _present(folder, ODD_LINES.name)

    @property
    def default_stock(self) -> StockMode:
        return StockMode.PLAN if self.stock_plan else StockMode.NONE

    def rows(self, choice: StockMode, rejected: list[RejectedRow]) -> list[Row]:
        """The products to import; invalid and duplicate rows are added to `rejected`.

        Raises InvalidFile if a file is missing or has other columns.
        """
        if not self.catalog:
            raise InvalidFile(f"there is no {CATALOG.name}")
        lines: dict[str, int] = {}
        products: list[tuple[int, Product]] = []
        for line, row in CATALOG.numbered(self.catalog):
            if isinstance(row, RejectedRow):
                rejected.append(row)
            elif first := lines.get(row.sku):
                why = f"is already on line {first}"
                rejected.append(RejectedRow(self.catalog.name, line, what=row.sku, code="sku_repeated", why=why))
            else:
                lines[row.sku] = line
                products.append((line, row))
        stock = opening_stock(choice, (product for _, product in products), self._plan(choice, lines, rejected))
        return [Row(line=line, product=product, units=stock[product.sku].initial_stock) for line, product in products]

    def odd(self) -> Iterator[RejectedRow]:
        """All odd lines, with the reason for their rejection."""
        if self.odd_lines:
            for line, row in ODD_LINES.numbered(self.odd_lines):
                if isinstance(row, RejectedRow):
                    yield row
                else:
                    what = f"{row.invoice} {row.stock_code_raw} {row.quantity} x {row.unit_price}"
                    yield RejectedRow(self.odd_lines.name, line, what=what, code=row.why, why=rejection_reason(row))

    def _plan(self, choice: StockMode, skus: Mapping[str, int], rejected: list[RejectedRow]) -> dict[str, Stock]:
        if choice is not StockMode.PLAN:
            return {}
        if not self.stock_plan:
            raise InvalidFile(f"there is no {STOCK_PLAN.name}")
        plan: dict[str, Stock] = {}
        lines: dict[str, int] = {}
        for line, row in STOCK_PLAN.numbered(self.stock_plan):
            if isinstance(row, RejectedRow):
                rejected.append(row)
            elif (first := lines.setdefault(row.sku, line)) != line:
                why = f"is already on line {first}"
                rejected.append(RejectedRow(self.stock_plan.name, line, what=row.sku, code="sku_repeated", why=why))
            elif row.sku not in skus:
                why = "no such product in the catalogue"
                rejected.append(RejectedRow(self.stock_plan.name, line, what=row.sku, code="sku_not_found", why=why))
            elif row.initial_stock < 0:
                why = "stock cannot be negative"
                rejected.append(RejectedRow(self.stock_plan.name, line, what=row.sku, code="negative_stock", why=why))
            else:
                plan[row.sku] = row
        return plan


async def import_products(
    rows: Sequence[Row],
    imports: ImportCatalog,
    result: ImportResult,
    *,
    step: Callable[[], None] = lambda: None,
    reference: str = REFERENCE,
) -> None:
    """Import the rows, updating `result` after each committed chunk; `step` is called after each row.

    Again it changes nothing: a product's opening stock is booked once under a reference, whatever file it comes from.
    """
    lines = (
        ProductLine(
            sku=row.product.sku,
            name=row.product.name,
            price_cents=row.product.unit_price_cents,
            initial_stock=row.units,
            tax_rate_bps=row.tax_rate_bps,
        )
        for row in rows
    )
    metadata = EventMetadata(actor="operator", request_id=f"import-{uuid4().hex[:12]}")
    async for done in imports(lines, reference, metadata):
        refused = {number for number, _ in done.errors}
        result.created += done.created
        result.updated += done.updated
        result.unchanged += done.lines - done.created - done.updated - len(refused)
        result.stocked += done.stocked
        for number, error in done.errors:
            row = rows[number - 1]
            result.rejected.append(
                RejectedRow(
                    CATALOG.name,
                    row.line,
                    what=row.product.sku,
                    code=error.code,
                    why=f"{error.pointer}: {error.message}",
                )
            )
        for _ in range(done.lines):
            step()


def _present(folder: Path, name: str) -> Path | None:
    for path in (folder / name, folder / name.removesuffix(".gz")):
        if path.exists():
            return path
    return None
