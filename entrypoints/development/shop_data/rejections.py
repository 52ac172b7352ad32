"""The report of rows not taken, as a table one can open and sort."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

from entrypoints.development.shop_data.files import Rejected

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejections(path: Path, rejected: Iterable[Rejected]) -> None:
    """Write one line for each row not taken; cells that a spreadsheet would calculate are defused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in fields(Rejected))
        writer.writerows([_plain(cell) for cell in astuple(row)] for row in rejected)


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
