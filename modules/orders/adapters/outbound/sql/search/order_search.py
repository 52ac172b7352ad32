"""Search orders by the index, in the sort order of the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select

from modules.orders.adapters.outbound.sql.tables import order_search
from shared.infra.sql.queries.search import SearchResult, SearchSource, search
from shared.infra.sql.transaction import SqlReading
from shared.kernel.paging import PageRequest
from shared.kernel.search import Search

_s = order_search.c
_SOURCE = SearchSource(_s.order_id, _s.text, {"id": _s.order_id, "created_at": _s.created_at})
_FEW = frozenset({"customer_id_is", "customer_id", "email", "client_reference"})
"""Selective conditions that an index supports."""


async def search_orders(
    reading: SqlReading,
    wanted: Search,
    orders: FromClause,
    *,
    conditions: Sequence[ColumnElement[bool]],
    chosen: Mapping[str, Any],
    part: PageRequest,
) -> SearchResult:
    """A page of the orders that match the words and the conditions."""

    def restrict(query: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
        return query.join(orders, orders.c.id == key).where(*conditions) if conditions else query

    bounds = {"created_from": _s.created_at.__ge__, "created_to": _s.created_at.__lt__}
    within = [bounds[name](value) for name, value in chosen.items() if name in bounds]
    return await search(
        reading, _SOURCE, wanted, part=part, restrict=restrict, within=within, skip_scan=not _FEW.isdisjoint(chosen)
    )
