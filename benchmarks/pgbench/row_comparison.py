"""Whether pgbench writes the rows that Tradepost writes: by number and by bytes, table by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.pgbench.capture import Written

BYTES_APART = 0.1
"""Sizes may differ by so much: numbers and keys have not the same width in both."""


@dataclass(frozen=True, slots=True)
class PerOrder:
    """Rows and bytes of one order in one table."""

    inserted: float
    rewritten: float
    bytes: float


@dataclass(frozen=True, slots=True)
class RowCount:
    """One table: what each contestant writes there per order, the pattern first."""

    table: str
    contestants: Mapping[str, PerOrder]


def compared(found: Mapping[str, tuple[Mapping[str, Written], int]]) -> list[RowCount]:
    """`found`: by contestant what it wrote and for how many orders."""
    tables = sorted({table for written, _ in found.values() for table in written})
    return [
        RowCount(table, {name: _per_order(written.get(table), orders) for name, (written, orders) in found.items()})
        for table in tables
    ]


def differences(rows: Sequence[RowCount]) -> list[str]:
    """In words, every table in which a contestant's new rows are not the pattern's."""
    wrong: list[str] = []
    for row in rows:
        (_, pattern), *others = row.contestants.items()
        for name, other in others:
            if other.inserted != pattern.inserted:
                wrong.append(f"{row.table}: {name} writes {other.inserted:g} rows an order, not {pattern.inserted:g}")
            elif pattern.inserted and abs(other.bytes - pattern.bytes) > BYTES_APART * pattern.bytes:
                wrong.append(f"{row.table}: {name} writes {other.bytes:.0f} bytes an order, not {pattern.bytes:.0f}")
    return wrong


def _per_order(written: Written | None, orders: int) -> PerOrder:
    if written is None:
        return PerOrder(0, 0, 0)
    return PerOrder(written.inserted / orders, written.rewritten / orders, written.bytes / orders)
