"""Compares the rows of pgbench and Tradepost by number and size, per table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pgbench.capture import WrittenRows

MAX_SIZE_DIFFERENCE = 0.1
"""Sizes may differ by so much: numbers and keys have not the same width in both."""


@dataclass(frozen=True, slots=True)
class PerOrder:
    """Rows and bytes per order in a table."""

    inserted: float
    rewritten: float
    bytes: float


@dataclass(frozen=True, slots=True)
class RowCount:
    """The rows per order of each system in a table, the pattern first."""

    table: str
    systems: Mapping[str, PerOrder]


def compare_rows(found: Mapping[str, tuple[Mapping[str, WrittenRows], int]]) -> list[RowCount]:
    """`found`: by system, the rows written and the number of orders."""
    tables = sorted({table for written, _ in found.values() for table in written})
    return [
        RowCount(table, {name: _per_order(written.get(table), orders) for name, (written, orders) in found.items()})
        for table in tables
    ]


def differences(rows: Sequence[RowCount]) -> list[str]:
    """Describe the tables in which a system's new rows differ from the pattern."""
    wrong: list[str] = []
    for row in rows:
        (_, pattern), *others = row.systems.items()
        for name, other in others:
            if other.inserted != pattern.inserted:
                wrong.append(f"{row.table}: {name} writes {other.inserted:g} rows an order, not {pattern.inserted:g}")
            elif pattern.inserted and abs(other.bytes - pattern.bytes) > MAX_SIZE_DIFFERENCE * pattern.bytes:
                wrong.append(f"{row.table}: {name} writes {other.bytes:.0f} bytes an order, not {pattern.bytes:.0f}")
    return wrong


def _per_order(written: WrittenRows | None, orders: int) -> PerOrder:
    if written is None:
        return PerOrder(0, 0, 0)
    return PerOrder(written.inserted / orders, written.rewritten / orders, written.bytes / orders)
