"""The catalogue and its opening stock into a shop, chunk by chunk, with a word on every row not taken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from entrypoints.development.shop_data.files import CATALOGUE, ODD_LINES, STOCK_PLAN, Rejected, UnreadableFile
from entrypoints.development.shop_data.odd_lines import explain
from entrypoints.development.shop_data.rows import Product, Stock
from entrypoints.development.shop_data.stocking import StockChoice, opening_stock
from modules.inventory.public import ImportCatalogue, ProductLine
from shared.kernel.events import EventMetadata

REFERENCE = "opening-stock"


@dataclass(frozen=True, slots=True)
class Row:
    """A product and the units it opens with; `line` is where it stands in its file."""

    line: int
    product: Product
    units: int
    tax_rate_bps: int = 0


@dataclass(slots=True)
class Result:
    """Counts of products; `stocked` of them had their opening stock booked by this run.

    `rejected` names every row that is not in the shop now, of all files of the folder.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    stocked: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def is_catalogue(path: Path) -> bool:
    """Whether it is a shop's folder, or a catalogue as `demo-data` writes it; else it is a table."""
    return path.is_dir() or not CATALOGUE.is_other(path)


class ShopFiles:
    """The files of an import: a folder's, or one catalogue with what lies beside it."""

    def __init__(self, path: Path) -> None:
        folder = path if path.is_dir() else path.parent
        self.catalogue = _present(folder, CATALOGUE.name) if path.is_dir() else path
        self.stock_plan = _present(folder, STOCK_PLAN.name)
        self.odd_lines = _present(folder, ODD_LINES.name)

    @property
    def usual_choice(self) -> StockChoice:
        return StockChoice.PLAN if self.stock_plan else StockChoice.NONE

    def rows(self, choice: StockChoice, rejected: list[Rejected]) -> list[Row]:
        """The products to take; what cannot be read, or stands twice, is added to `rejected`.

        Raises UnreadableFile when a file is missing or is something else.
        """
        if not self.catalogue:
            raise UnreadableFile(f"there is no {CATALOGUE.name}")
        lines: dict[str, int] = {}
        products: list[tuple[int, Product]] = []
        for line, row in CATALOGUE.numbered(self.catalogue):
            if isinstance(row, Rejected):
                rejected.append(row)
            elif first := lines.get(row.sku):
                why = f"stands on line {first} already"
                rejected.append(Rejected(self.catalogue.name, line, row.sku, "sku_repeated", why))
            else:
                lines[row.sku] = line
                products.append((line, row))
        stock = opening_stock(choice, (product for _, product in products), self._plan(choice, lines, rejected))
        return [Row(line, product, stock[product.sku].initial_stock) for line, product in products]

    def odd(self) -> Iterator[Rejected]:
        """Every line that is no sale of a product, with why it cannot be taken."""
        if self.odd_lines:
            for line, row in ODD_LINES.numbered(self.odd_lines):
                if isinstance(row, Rejected):
                    yield row
                else:
                    what = f"{row.invoice} {row.stock_code_raw} {row.quantity} x {row.unit_price}"
                    yield Rejected(self.odd_lines.name, line, what, row.why, explain(row))

    def _plan(self, choice: StockChoice, skus: Mapping[str, int], rejected: list[Rejected]) -> dict[str, Stock]:
        if choice is not StockChoice.PLAN:
            return {}
        if not self.stock_plan:
            raise UnreadableFile(f"there is no {STOCK_PLAN.name}")
        plan: dict[str, Stock] = {}
        lines: dict[str, int] = {}
        for line, row in STOCK_PLAN.numbered(self.stock_plan):
            if isinstance(row, Rejected):
                rejected.append(row)
            elif (first := lines.setdefault(row.sku, line)) != line:
                why = f"stands on line {first} already"
                rejected.append(Rejected(self.stock_plan.name, line, row.sku, "sku_repeated", why))
            elif row.sku not in skus:
                why = "no such product in the catalogue"
                rejected.append(Rejected(self.stock_plan.name, line, row.sku, "sku_not_found", why))
            elif row.initial_stock < 0:
                why = "stock cannot be below nothing"
                rejected.append(Rejected(self.stock_plan.name, line, row.sku, "negative_stock", why))
            else:
                plan[row.sku] = row
        return plan


async def import_products(
    rows: Sequence[Row],
    imports: ImportCatalogue,
    result: Result,
    step: Callable[[], None] = lambda: None,
    *,
    reference: str = REFERENCE,
) -> None:
    """Take the rows over, adding to `result` as chunks are committed; `step` is called after each row.

    Again it changes nothing: a product's opening stock is booked once under a reference, whatever file it comes from.
    """
    lines = (
        ProductLine(row.product.sku, row.product.name, row.product.unit_price_cents, row.units, row.tax_rate_bps)
        for row in rows
    )
    cause = EventMetadata(actor="operator", request_id=f"import-{uuid4().hex[:12]}")
    async for done in imports(lines, reference, cause):
        refused = {number for number, _ in done.errors}
        result.created += done.created
        result.updated += done.updated
        result.unchanged += done.lines - done.created - done.updated - len(refused)
        result.stocked += done.stocked
        for number, error in done.errors:
            row = rows[number - 1]
            result.rejected.append(
                Rejected(CATALOGUE.name, row.line, row.product.sku, error.code, f"{error.pointer}: {error.message}")
            )
        for _ in range(done.lines):
            step()


def _present(folder: Path, name: str) -> Path | None:
    for path in (folder / name, folder / name.removesuffix(".gz")):
        if path.exists():
            return path
    return None
