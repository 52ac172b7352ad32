"""What `tradepost import` prints of an imported shop."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from entrypoints.development.shop_data.importing import ImportResult

SHOWN = 12


def print_report(result: ImportResult, report: Path) -> None:
    """Print how many products were imported, and the reasons of most rejections."""
    console = Console(highlight=False)
    console.print(
        f"products: {result.created:,} created, {result.updated:,} updated, {result.unchanged:,} unchanged; "
        f"{result.stocked:,} stocked"
    )
    if not result.rejected:
        return
    table = Table("file", "reason", "rows", title=f"{len(result.rejected):,} rejected rows")
    for (file, why), rows in Counter((row.file, row.why) for row in result.rejected).most_common(SHOWN):
        table.add_row(file, why, f"{rows:,}")
    console.print(table)
    console.print(f"full report: {report}", soft_wrap=True)
