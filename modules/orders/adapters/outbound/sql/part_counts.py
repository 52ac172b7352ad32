"""The stored numbers of payments, refunds, shipments and returns."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, Table, func, select

from modules.orders.adapters.outbound.sql.tables import part_counts


def stored_total(table: Table, conditions: Collection[ColumnElement[bool]]) -> Select[tuple[int]] | None:
    """Selects the number of the table's rows; None if there are conditions, because then rows must be counted."""
    if conditions:
        return None
    return select(func.sum(part_counts.c.number)).where(part_counts.c.part == table.name)
