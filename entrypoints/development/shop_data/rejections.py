"""The report of rejected rows, as CSV."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

from entrypoints.development.shop_data.files import RejectedRow

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejections(path: Path, rejected: Iterable[RejectedRow]) -> None:
    """Write one line per rejected row; cells that a spreadsheet would execute are escaped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in fields(RejectedRow))
        writer.writerows([_plain(cell) for cell in astuple(row)] for row in rejected)


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
