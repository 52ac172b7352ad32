"""Pages of a query: by offset, or from the sort values of the last row seen."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, literal, or_, select, tuple_

from shared.infra.sql.transaction import SqlReading
from shared.kernel.paging import TOTAL_CAP, Page, Slice

Item = TypeVar("Item")
Columns = Mapping[str, ColumnElement[Any]]
"""What a list may be sorted by: the public name and its column, which is never NULL."""


async def page_of(
    reading: SqlReading,
    query: Select[Any],
    columns: Columns,
    wanted: Slice,
    item: Callable[[RowMapping], Item],
    *,
    exact: bool,
) -> Page[Item]:
    """The wanted part of `query`, which has no order or limit yet; one statement, and one more for a total.

    The slice's order ends in a unique column. `exact` totals are counted to the end
    (unfiltered and own lists), others to `TOTAL_CAP`.
    """
    order = [(columns[name.removeprefix("-")], name.startswith("-")) for name in wanted.sort]
    keys = [column.label(f"key_{n}") for n, (column, _) in enumerate(order)]
    ordered = query.add_columns(*keys).order_by(*(c.desc() if down else c.asc() for c, down in order))
    ordered = ordered.offset(wanted.offset) if wanted.after is None else ordered.where(_beyond(order, wanted.after))
    rows = (await reading.execute(ordered.limit(wanted.limit + 1))).mappings().all()
    shown = rows[: wanted.limit]
    following = [shown[-1][key.name] for key in keys] if len(rows) > len(shown) else None
    total, capped = await _total(reading, query, exact=exact) if wanted.with_total else (None, False)
    return Page([item(row) for row in shown], following, total, capped)


def _beyond(order: Sequence[tuple[ColumnElement[Any], bool]], after: Sequence[object]) -> ColumnElement[bool]:
    """Rows that come after the given values in the given order."""
    values = [literal(value, column.type) for (column, _), value in zip(order, after, strict=True)]
    columns = [column for column, _ in order]
    if all(one[1] == other[1] for one, other in pairwise(order)):
        here, there = tuple_(*columns), tuple_(*values)
        return here < there if order[0][1] else here > there
    steps = []
    for n, ((column, down), value) in enumerate(zip(order, values, strict=True)):
        same = [c == v for c, v in zip(columns[:n], values, strict=False)]
        steps.append(and_(*same, column < value if down else column > value))
    return or_(*steps)


async def _total(reading: SqlReading, query: Select[Any], *, exact: bool) -> tuple[int, bool]:
    counted = query.order_by(None) if exact else query.order_by(None).limit(TOTAL_CAP + 1)
    found = (await reading.execute(select(func.count()).select_from(counted.subquery()))).scalar_one()
    return (found, False) if exact else (min(found, TOTAL_CAP), found > TOTAL_CAP)
