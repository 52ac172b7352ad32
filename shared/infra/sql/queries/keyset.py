"""Pages of a query: by offset, or by keyset (the sort values of the last row read)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Label, RowMapping, Select, and_, func, literal, or_, select, tuple_

from shared.infra.sql.transaction import SqlReading
from shared.kernel.paging import TOTAL_CAP, Page, PageRequest

Item = TypeVar("Item")
Columns = Mapping[str, ColumnElement[Any]]
"""Sort columns of a list by their public names; a column is never NULL."""
Order = Sequence[tuple[ColumnElement[Any], bool]]
"""The columns to sort by; true means descending."""


async def fetch_page(
    reading: SqlReading,
    query: Select[Any],
    columns: Columns,
    *,
    wanted: PageRequest,
    item: Callable[[RowMapping], Item],
    exact: bool,
    total: Select[tuple[Any]] | None = None,
) -> Page[Item]:
    """Fetch the requested page of `query`, which has no order or limit. One statement; another for offset or total.

    The order of the page request ends in a unique column. `exact` totals are counted completely
    (unfiltered and own lists), others up to `TOTAL_CAP`; `total` selects the total from numbers that are stored.
    """
    order = [(columns[name.removeprefix("-")], name.startswith("-")) for name in wanted.sort]
    keys = [column.label(f"key_{n}") for n, (column, _) in enumerate(order)]
    rows = await _rows(reading, query, order, keys, wanted)
    shown = rows[: wanted.limit]
    following = [shown[-1][key.name] for key in keys] if len(rows) > len(shown) else None
    number, capped = None, False
    if wanted.with_total:
        number, capped = await _total(reading, query, exact=exact) if total is None else await _stored(reading, total)
    return Page([item(row) for row in shown], next_after=following, total=number, total_capped=capped)


async def _rows(
    reading: SqlReading, query: Select[Any], order: Order, keys: Sequence[Label[Any]], wanted: PageRequest
) -> Sequence[RowMapping]:
    """The rows of the page and the next one."""
    sequence = [column.desc() if down else column.asc() for column, down in order]
    after = wanted.after
    if after is None and wanted.offset:
        # Only the rows of the page are read completely; skipped rows are read by their keys.
        skipped = query.with_only_columns(*keys, maintain_column_froms=True).order_by(*sequence)
        last = (await reading.execute(skipped.offset(wanted.offset - 1).limit(1))).one_or_none()
        if last is None:
            return []
        after = list(last)
    ordered = query.add_columns(*keys).order_by(*sequence)
    ordered = ordered if after is None else ordered.where(rows_after(order, after))
    return (await reading.execute(ordered.limit(wanted.limit + 1))).mappings().all()


def rows_after(order: Order, after: Sequence[object]) -> ColumnElement[bool]:
    """The condition for rows after the given values in the given order."""
    values = [literal(value, column.type) for (column, _), value in zip(order, after, strict=True)]
    columns = [column for column, _ in order]
    if all(one[1] == other[1] for one, other in pairwise(order)):
        here, there = tuple_(*columns), tuple_(*values)
        return here < there if order[0][1] else here > there
    steps = []
    for n, ((column, down), value) in enumerate(zip(order, values, strict=True)):
        same = [c == v for c, v in zip(columns[:n], values, strict=False)]
        steps.append(and_(*same, column < value if down else column > value))
    first, down = order[0]
    # The bound of the first column is repeated separately, so that an index scan can start there.
    return and_(first <= values[0] if down else first >= values[0], or_(*steps))


async def _total(reading: SqlReading, query: Select[Any], *, exact: bool) -> tuple[int, bool]:
    counted = query.order_by(None) if exact else query.order_by(None).limit(TOTAL_CAP + 1)
    found = (await reading.execute(select(func.count()).select_from(counted.subquery()))).scalar_one()
    return (found, False) if exact else (min(found, TOTAL_CAP), found > TOTAL_CAP)


async def _stored(reading: SqlReading, total: Select[tuple[Any]]) -> tuple[int, bool]:
    return int((await reading.execute(total)).scalar_one()), False
