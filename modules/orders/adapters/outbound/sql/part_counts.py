"""The stored numbers of payments, refunds, shipments and returns."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table


def stored_total(table: Table, conditions: Collection[ColumnElement[bool]]) -> str | None:
    """SQL for the number of the table's rows; None if there are conditions, because then rows must be counted."""
    if conditions:
        return None
    return f"SELECT sum(number)::bigint FROM orders.part_counts WHERE part = '{table.name}'"  # noqa: S608 a table's name
