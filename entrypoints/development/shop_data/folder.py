"""Strict reader of a folder of the shop's files: any invalid row is an error."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from entrypoints.development.shop_data.files import (
    CANCELLATIONS,
    CATALOG,
    ORDER_LINES,
    ORDERS,
    STOCK_PLAN,
    CsvFile,
    InvalidFile,
    RejectedRow,
    Row,
)
from entrypoints.development.shop_data.rows import Cancellation, Order, OrderLine, Product, Stock

SHOWN = 5


class ShopFolder:
    """All methods raise InvalidFile, which names the first invalid rows."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def catalog(self) -> dict[str, Product]:
        return {product.sku: product for product in self._all(CATALOG)}

    def stock_plan(self) -> dict[str, Stock]:
        return {stock.sku: stock for stock in self._all(STOCK_PLAN)}

    def orders(self) -> list[tuple[Order, list[OrderLine]]]:
        """The orders in file order, each with its lines by number.

        Raises InvalidFile also if orders and lines do not belong together.
        """
        by_order: dict[str, list[OrderLine]] = {}
        for line in self._all(ORDER_LINES):
            by_order.setdefault(line.order_ref, []).append(line)
        orders = [
            (order, sorted(by_order.pop(order.order_ref, []), key=lambda line: line.line_no))
            for order in self._all(ORDERS)
        ]
        incomplete = [order.order_ref for order, lines in orders if len(lines) != order.lines]
        if incomplete or by_order:
            some = ", ".join([*incomplete, *by_order][:SHOWN])
            raise InvalidFile(f"{self._path}: orders and order lines do not match: {some}")
        return orders

    def cancellations(self) -> list[Cancellation]:
        """The cancellations in file order; empty if there is no such file."""
        return list(self._all(CANCELLATIONS)) if (self._path / CANCELLATIONS.name).exists() else []

    def _all(self, file: CsvFile[Row]) -> Iterator[Row]:
        rejected: list[RejectedRow] = []
        for row in file.read(self._path / file.name):
            if isinstance(row, RejectedRow):
                rejected.append(row)
            else:
                yield row
        if rejected:
            some = "; ".join(f"line {row.line}: {row.why}" for row in islice(rejected, SHOWN))
            raise InvalidFile(f"{self._path / file.name}: {len(rejected)} invalid rows: {some}")
