"""The shop's files: CSV with a header, UTF-8, gzip-compressed if the name ends in `.gz`."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar, get_type_hints

from entrypoints.development.shop_data.money import format_cents, parse_cents
from entrypoints.development.shop_data.rows import Cancellation, OddLine, Order, OrderLine, Product, Stock
from shared.kernel.values.text import canonical_text

Row = TypeVar("Row")
MONEY = "_cents"


class InvalidFile(Exception):
    """The file is missing or malformed; the message names it and the reason."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be imported: `line` counts from 1, `code` is stable."""

    file: str
    line: int
    _: KW_ONLY
    what: str
    code: str
    why: str


class CsvFile(Generic[Row]):
    """A kind of file: its name and its row type."""

    def __init__(self, name: str, row: type[Row]) -> None:
        self.name = name
        self._row = row
        self._types = get_type_hints(row)
        self._fields = list(self._types)
        self.columns = [name.removesuffix(MONEY) for name in self._fields]

    def is_other(self, path: Path) -> bool:
        """Whether the file is readable but has other columns."""
        try:
            with _opened(path) as text:
                return next(csv.reader(text), []) != self.columns
        except (OSError, EOFError, UnicodeDecodeError, csv.Error):
            return True

    def read(self, path: Path) -> Iterator[Row | RejectedRow]:
        """The rows in file order; an invalid row is yielded as RejectedRow.

        Raises InvalidFile if the file does not exist or has other columns.
        """
        return (row for _, row in self.numbered(path))

    def numbered(self, path: Path) -> Iterator[tuple[int, Row | RejectedRow]]:
        """Like `read`, with line numbers from 1."""
        try:
            with _opened(path) as text:
                reader = csv.reader(text)
                if (header := next(reader, [])) != self.columns:
                    raise InvalidFile(f"{path}: the columns are {header}, expected {self.columns}")
                for cells in reader:
                    yield reader.line_num, self._parse(cells, path.name, reader.line_num)
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise InvalidFile(f"{path}: {error}") from error

    def write(self, folder: Path, rows: Iterable[Row]) -> None:
        """Write the rows. The same rows give the same bytes."""
        with (
            (folder / self.name).open("wb") as raw,
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
        ):
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(self.columns)
            writer.writerows(self._cells(row) for row in rows)

    def _parse(self, cells: Sequence[str], file: str, line: int) -> Row | RejectedRow:
        if len(cells) != len(self._fields):
            return RejectedRow(
                file, line, what=cells[0] if cells else "", code="wrong_shape", why=f"{len(cells)} cells"
            )
        try:
            return self._row(
                **{field: self._value(field, cell) for field, cell in zip(self._fields, cells, strict=True)}
            )
        except ValueError as error:
            return RejectedRow(file, line, what=cells[0], code="unreadable_value", why=str(error))

    def _value(self, field: str, cell: str) -> Any:
        if field.endswith(MONEY):
            return parse_cents(cell)
        return int(cell) if self._types[field] is int else canonical_text(cell)

    def _cells(self, row: Row) -> list[object]:
        return [
            format_cents(getattr(row, field)) if field.endswith(MONEY) else getattr(row, field)
            for field in self._fields
        ]


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


CATALOG = CsvFile("catalogue.csv.gz", Product)
STOCK_PLAN = CsvFile("stock_plan.csv.gz", Stock)
ORDERS = CsvFile("orders.csv.gz", Order)
ORDER_LINES = CsvFile("order_lines.csv.gz", OrderLine)
CANCELLATIONS = CsvFile("cancellations.csv.gz", Cancellation)
ODD_LINES = CsvFile("odd_lines.csv.gz", OddLine)
