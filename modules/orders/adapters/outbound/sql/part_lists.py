"""Lists of what orders have: bounded by whose orders they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, exists, literal_column, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from modules.orders.adapters.outbound.sql.tables import orders, verified_customers
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter

_OWN = frozenset({"customer_id_is", "placed_by"})


def conditions_of(table: Table, selection: ShipmentFilter | ReturnFilter) -> tuple[Sequence[ColumnElement[bool]], bool]:
    """What the rows must fulfil, and whether they are to be counted to the end: all there are, or one's own."""
    chosen = {f.name: value for f in fields(selection) if (value := getattr(selection, f.name)) is not None}
    found = [*bounds_of(table, selection.customer_id_is, selection.placed_by)]
    found += [_meets(table, name, value) for name, value in chosen.items() if name not in _OWN]
    return found, _OWN.issuperset(chosen)


def _meets(table: Table, name: str, value: object) -> ColumnElement[bool]:
    if name == "tracking_number":
        # As the index has it, so that the planner can use that.
        spelled = literal_column("upper(regexp_replace(tracking_number, '[^A-Za-z0-9]', '', 'g'))", Text)
        return (spelled == re.sub("[^A-Z0-9]", "", str(value).upper())) & table.c.tracking_number.is_not(None)
    return table.c[name] == value


def bought_by(order: ReadOnlyColumnCollection[str, Any], customer_id: int) -> ColumnElement[bool]:
    """That the order is the customer's, or a guest's with the e-mail address that the customer has verified."""
    email = select(verified_customers.c.email).where(verified_customers.c.customer_id == customer_id).scalar_subquery()
    return or_(order.customer_id == customer_id, and_(order.customer_id.is_(None), order.guest_email == email))


def bounds_of(table: Table, customer_id: int | None, placed_by: str | None) -> Iterator[ColumnElement[bool]]:
    """That the row's order was bought by the customer, or placed by the client."""
    order = orders.c
    if customer_id is not None:
        yield exists().where(order.id == table.c.order_id, bought_by(order, customer_id))
    if placed_by is not None:
        # The pattern repeats the index's own condition, so that the planner can use it.
        placed = (order.placed_by == placed_by) & order.placed_by.like(literal_column("'client:%'"))
        yield exists().where(order.id == table.c.order_id, placed)
