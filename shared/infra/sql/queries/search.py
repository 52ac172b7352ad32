"""Pages of a text search in a list's order, with bounded work for both rare and common words.

The planner cannot estimate whether a word is rare. Therefore the newest rows are scanned first: a
common word fills the page from them. If it does not, the word is rare, and all matches are read by
the trigram index and sorted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from shared.infra.sql.queries.keyset import rows_after
from shared.infra.sql.queries.search_text import matches_search
from shared.infra.sql.transaction import SqlReading
from shared.kernel.paging import TOTAL_CAP, Page, PageRequest
from shared.kernel.search import Search

Item = TypeVar("Item")

SCAN_SIZES = (5_000, 50_000)
"""Numbers of rows to scan before the index is used; the second only if the first scan found enough matches."""

_PLANNED = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)"
"""The best plan depends on the words, so plans are not reused. JIT compilation would take longer than the query."""

_BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true)"
"""If the newest rows did not fill the page, a sequential scan would be slower than the index."""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """The searched table: one row for each resource, with its key, its search text and the list's sort columns."""

    key: ColumnElement[Any]
    text: ColumnElement[str]
    sorts: Mapping[str, ColumnElement[Any]]


Restrict = Callable[[Select[Any], ColumnElement[Any]], Select[Any]]
"""Adds a list's other conditions to a query; the column is the key of its resources."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The keys of a page's resources in order; `next_after`, `total` and `total_capped` as in `Page`."""

    keys: Sequence[Any]
    next_after: Sequence[object] | None
    total: int | None
    total_capped: bool

    def page(self, items: Mapping[Any, Item]) -> Page[Item]:
        """The page of these resources; `items` contains those that still exist."""
        shown = [items[key] for key in self.keys if key in items]
        return Page(shown, next_after=self.next_after, total=self.total, total_capped=self.total_capped)


async def search(
    reading: SqlReading,
    source: SearchSource,
    wanted: Search,
    *,
    part: PageRequest,
    restrict: Restrict,
    within: Sequence[ColumnElement[bool]] = (),
    skip_scan: bool = False,
) -> SearchResult:
    """Find the requested page of matches; at most six statements, inside a transaction.

    `within` are conditions on the source's own columns. `skip_scan`: the other conditions match so
    few rows that a scan of the newest ones would not find them.
    """
    await reading.fetch(_PLANNED)
    query = _Searching(source, wanted, part, restrict, within)
    rows = [] if skip_scan or not wanted.words else await _newest(reading, query)
    total: int | None = None
    if len(rows) < query.needed:
        rows, total = await _all(reading, query)
    else:
        rows = rows[part.offset :]
    if part.with_total and total is None:
        total = (await reading.execute(query.count())).scalar_one()
    shown = rows[: part.limit]
    following = list(shown[-1])[1 : 1 + len(part.sort)] if len(rows) > len(shown) else None
    counted = total if part.with_total and total is not None else None
    return SearchResult(
        [row[0] for row in shown],
        following,
        None if counted is None else min(counted, TOTAL_CAP),
        counted is not None and counted > TOTAL_CAP,
    )


async def _newest(reading: SqlReading, query: "_Searching") -> Sequence[Row[Any]]:
    """The matches among the first rows of the list's order; fewer than needed if there are not enough."""
    rows: Sequence[Row[Any]] = []
    for size in SCAN_SIZES:
        rows = (await reading.execute(query.first(size))).all()
        if len(rows) >= query.needed or len(rows) * (SCAN_SIZES[-1] // SCAN_SIZES[0]) < query.needed:
            break
    return rows


async def _all(reading: SqlReading, query: "_Searching") -> tuple[Sequence[Row[Any]], int | None]:
    """The requested rows of all matches, and the number of all matches if any row was returned."""
    await reading.fetch(_BY_INDEX)
    rows = (await reading.execute(query.everything())).all()
    return rows, rows[0][-1] if rows else None


class _Searching:
    def __init__(
        self,
        source: SearchSource,
        wanted: Search,
        part: PageRequest,
        restrict: Restrict,
        within: Sequence[ColumnElement[bool]],
    ) -> None:
        self._source = source
        self._wanted = wanted
        self._part = part
        self._restrict = restrict
        self._within = within
        self._order = [(source.sorts[name.removeprefix("-")], name.startswith("-")) for name in part.sort]
        self._columns = [column.label(f"key_{n}") for n, (column, _) in enumerate(self._order)]
        self.needed = part.offset + part.limit + 1

    def first(self, size: int) -> Select[Any]:
        source = self._source
        window = select(source.key.label("key"), source.text.label("text"), *self._columns).where(*self._within)
        if self._part.after is not None:
            window = window.where(rows_after(self._order, self._part.after))
        rows = window.order_by(*_sorted(self._order)).limit(size).subquery("newest")
        columns = [rows.c[column.name] for column in self._columns]
        found = select(rows.c.key, *columns).where(self._matches(rows.c.key, rows.c.text))
        sequence = [(column, down) for column, (_, down) in zip(columns, self._order, strict=True)]
        return self._restrict(found, rows.c.key).order_by(*_sorted(sequence)).limit(self.needed)

    def everything(self) -> Select[Any]:
        found = self._matching(*self._columns).cte("found").prefix_with("MATERIALIZED")
        columns = [found.c[column.name] for column in self._columns]
        sequence = [(column, down) for column, (_, down) in zip(columns, self._order, strict=True)]
        counted = select(func.count()).select_from(select(found.c.key).limit(TOTAL_CAP + 1).subquery())
        page = select(found.c.key, *columns, counted.scalar_subquery())
        if self._part.after is not None:
            page = page.where(rows_after(sequence, self._part.after))
        return page.order_by(*_sorted(sequence)).offset(self._part.offset).limit(self._part.limit + 1)

    def count(self) -> Select[Any]:
        return select(func.count()).select_from(self._matching().limit(TOTAL_CAP + 1).subquery())

    def _matching(self, *columns: ColumnElement[Any]) -> Select[Any]:
        source = self._source
        found = select(source.key.label("key"), *columns).where(*self._within, self._matches(source.key, source.text))
        return self._restrict(found, source.key)

    def _matches(self, key: ColumnElement[Any], text: ColumnElement[str]) -> ColumnElement[bool]:
        found = matches_search(text, self._wanted)
        return found if self._wanted.id is None else or_(key == self._wanted.id, found)


def _sorted(order: Sequence[tuple[ColumnElement[Any], bool]]) -> Sequence[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for column, down in order]
