"""Lists of what orders have: bounded by whose orders they are."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, literal_column

from modules.orders.adapters.outbound.tables import orders
from modules.orders.ports.returns import ReturnSelection
from modules.orders.ports.shipments import ShipmentSelection

_OWN = frozenset({"customer_id_is", "placed_by"})


def conditions_of(
    table: Table, selection: ShipmentSelection | ReturnSelection
) -> tuple[Sequence[ColumnElement[bool]], bool]:
    """What the rows must fulfil, and whether they are to be counted to the end: all there are, or one's own."""
    chosen = {f.name: value for f in fields(selection) if (value := getattr(selection, f.name)) is not None}
    found = [_condition(table, name, value) for name, value in chosen.items()]
    return found, _OWN.issuperset(chosen)


def _condition(table: Table, name: str, value: Any) -> ColumnElement[bool]:
    if name == "customer_id_is":
        return exists().where(orders.c.id == table.c.order_id, orders.c.customer_id == value)
    if name == "placed_by":
        # The pattern repeats the index's own condition, so that the planner can use it.
        placed = (orders.c.placed_by == value) & orders.c.placed_by.like(literal_column("'client:%'"))
        return exists().where(orders.c.id == table.c.order_id, placed)
    column: ColumnElement[bool] = table.c[name] == value
    return column
