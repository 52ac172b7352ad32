"""Filters of shipments, returns, payments and refunds by the owner of their order."""

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
    """The conditions of the rows, and whether to count them exactly: without filters other than the owner."""
    chosen = {f.name: value for f in fields(selection) if (value := getattr(selection, f.name)) is not None}
    found = [*bounds_of(table, selection.customer_id_is, selection.placed_by)]
    found += [_meets(table, name, value) for name, value in chosen.items() if name not in _OWN]
    return found, _OWN.issuperset(chosen)


def _meets(table: Table, name: str, value: object) -> ColumnElement[bool]:
    if name == "tracking_number":
        # The same expression as in the index, so that the planner can use it.
        spelled = literal_column("upper(regexp_replace(tracking_number, '[^A-Za-z0-9]', '', 'g'))", Text)
        return (spelled == re.sub("[^A-Z0-9]", "", str(value).upper())) & table.c.tracking_number.is_not(None)
    return table.c[name] == value


def bought_by(order: ReadOnlyColumnCollection[str, Any], customer_id: int) -> ColumnElement[bool]:
    """The order is the customer's, or a guest's with the customer's verified e-mail address."""
    email = select(verified_customers.c.email).where(verified_customers.c.customer_id == customer_id).scalar_subquery()
    return or_(order.customer_id == customer_id, and_(order.customer_id.is_(None), order.guest_email == email))


def bounds_of(table: Table, customer_id: int | None, placed_by: str | None) -> Iterator[ColumnElement[bool]]:
    """The row's order was bought by the customer or placed by the client."""
    order = orders.c
    if customer_id is not None:
        yield exists().where(order.id == table.c.order_id, bought_by(order, customer_id))
    if placed_by is not None:
        # The pattern repeats the condition of the partial index, so that the planner can use it.
        placed = (order.placed_by == placed_by) & order.placed_by.like(literal_column("'client:%'"))
        yield exists().where(order.id == table.c.order_id, placed)
