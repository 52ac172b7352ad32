"""Export a list as a table, with the filters and columns of the list."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from shared.infra.http.csv.columns import ExpandedColumns, ModelColumns
from shared.infra.http.requests.validation import document_validation_error
from shared.infra.http.responses.rendered import json_body
from shared.kernel.import_export import After, Exportable, Filters, Rows
from shared.kernel.paging import Page, PageRequest

Item = TypeVar("Item")
ROWS_PER_ITEM = 10
"""Pages of items that become several rows have this many times fewer items."""

FilterModel = TypeVar("FilterModel", bound=BaseModel)


def exportable(
    type_: str,
    scopes: Sequence[str],
    filters: type[FilterModel],
    *,
    columns: type[BaseModel],
    page: Callable[[FilterModel, PageRequest], Awaitable[Page[Item]]],
    out: Callable[[Item], BaseModel | bytes],
    sort: Sequence[str],
    personal: bool = False,
    each: str | None = None,
    layouts: Mapping[str, Exportable] | None = None,
) -> Exportable:
    """`filters` rejects unknown fields. `out` renders an item as the model `columns`. `sort` never changes for a
    row. `each` names a list of the model whose objects become rows, after the item's own cells.
    """
    table = ModelColumns(columns) if each is None else ExpandedColumns(columns, each)
    rows_per_item = 1 if each is None else ROWS_PER_ITEM

    def checked(given: Filters) -> FilterModel:
        try:
            return filters.model_validate_json(orjson.dumps(given), strict=True)
        except ValidationError as error:
            raise document_validation_error(error, filters, "filters") from None

    def read(given: Filters) -> Filters:
        checked(given)
        return {name: value for name, value in given.items() if value is not None}

    async def rows(given: Filters, after: After | None, limit: int) -> Rows:
        wanted = PageRequest(max(limit // rows_per_item, 1), after=after, sort=tuple(sort), with_total=after is None)
        found = await page(checked(given), wanted)
        cells = [row for item in found.items for row in table.rows(orjson.loads(_rendered(out(item))))]
        total = None if found.total_capped or each is not None else found.total
        return Rows(cells, found.next_after, total)

    return Exportable(
        type=type_, scopes=scopes, columns=table.names, read=read, page=rows, personal=personal, layouts=layouts or {}
    )


def _rendered(body: BaseModel | bytes) -> bytes:
    return body if isinstance(body, bytes) else json_body(body)
