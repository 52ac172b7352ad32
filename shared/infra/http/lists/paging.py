"""Pages of lists over HTTP: by offset with a total, or by a cursor."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from shared.infra.http.app_services import service_of
from shared.infra.http.csv.columns import ModelColumns
from shared.infra.http.csv.response import csv_response, wants_csv
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.requests.fields import OutModel, QueryDigits
from shared.infra.http.responses.rendered import JSON, json_body
from shared.kernel.errors import BadRequest
from shared.kernel.idempotency import StoredResponse
from shared.kernel.paging import Page, PageRequest
from shared.kernel.values.known_values import unknown_value_message

Item = TypeVar("Item")
Out = TypeVar("Out", bound=BaseModel)

_OWN = frozenset({"cursor", "limit", "offset", "skip", "include_total"})
"""Parameters that a cursor is not bound to; it is bound to all others, including the sort order."""

LIST_PROBLEM_CODES = ("pagination_conflict", "cursor_invalid", "sort_unsupported")
"""Problem codes of every list."""

Limit = Annotated[int, Field(ge=1, le=100), QueryDigits, Query(description="The maximum number of items on a page.")]
_Depth = Annotated[int, Field(ge=0, le=10_000), QueryDigits]
Offset = Annotated[_Depth | None, Query(description="The number of items to skip.")]
Skip = Annotated[_Depth | None, Query(description="An alias of `offset`.")]
CursorText = Annotated[str | None, Query(max_length=2048, description="The `next_cursor` of the previous page.")]
IncludeTotal = Annotated[bool, Query(description="Also return `total` in cursor mode.")]
Sort = Annotated[
    str | None,
    Query(max_length=200, description="Comma-separated field names; a leading `-` sorts in descending order."),
]


class PageOut(OutModel, Generic[Out]):
    """A page as documented: `total` and `offset` in offset mode; in cursor mode `total` only with `include_total`."""

    model_config = ConfigDict(json_schema_extra={"description": "A page of a list."})  # docstrings are not inherited

    items: list[Out]
    limit: int
    offset: int | None = None
    total: int | None = None
    total_capped: bool | None = Field(
        default=None, description="Whether there are more than `total` items; counting stops there."
    )
    next_cursor: str | None = Field(description="The cursor of the next page; null on the last page.")


class SearchedPageOut(PageOut[Out], Generic[Out]):
    """A page of a list with a search index that is updated asynchronously."""

    indexed_at: datetime | None = Field(
        default=None,
        description="With `q`: the time up to which changes are indexed. Null while the index is being built.",
        examples=["2026-11-21T09:30:00Z"],
    )


@dataclass(frozen=True, slots=True)
class PageParameters:
    """The requested page of a list: `page_request` for the use case, `respond` for its result."""

    page_request: PageRequest
    by_cursor: bool
    endpoint: "ListEndpoint"
    bound_to: str
    request: Request

    def respond(
        self, page: Page[Item], out: Callable[[Item], BaseModel | bytes], extra: Mapping[str, object] | None = None
    ) -> StoredResponse:
        """200 with the page in the envelope of the caller's mode, and `Link: rel="next"` unless it is the last page.

        `extra` are further members of the envelope. If the caller prefers CSV: one line for each item, and the next
        page in the header only.
        """
        cursors = service_of(self.request.scope, Cursors)
        next_cursor_text = cursors.seal(self.bound_to, page.next_after) if page.next_after is not None else None
        link = self._link(next_cursor_text) if next_cursor_text else {}
        written = (out(item) for item in page.items)
        bodies = [body if isinstance(body, bytes) else json_body(body) for body in written]
        if wants_csv(self.request):
            columns = self.endpoint.columns
            rows = (columns.cells(orjson.loads(body)) for body in bodies)
            return csv_response(self.request, columns.names, rows, filename=f"{self.endpoint.name}.csv", headers=link)
        envelope = orjson.dumps({**self._envelope(page, next_cursor_text), **(extra or {})}, option=orjson.OPT_UTC_Z)
        return StoredResponse(
            200, {"Content-Type": JSON, **link}, b'{"items":[' + b",".join(bodies) + b"]," + envelope[1:]
        )

    def _envelope(self, page: Page[Item], next_cursor_text: str | None) -> dict[str, object]:
        envelope: dict[str, object] = {"limit": self.page_request.limit, "next_cursor": next_cursor_text}
        if not self.by_cursor:
            envelope["offset"] = self.page_request.offset
        if self.page_request.with_total:
            envelope["total"] = page.total
        if page.total_capped:
            envelope["total_capped"] = True
        return envelope

    def _link(self, next_cursor_text: str) -> dict[str, str]:
        kept = [*_filters(self.request), ("limit", self.page_request.limit), ("cursor", next_cursor_text)]
        if self.by_cursor and self.page_request.with_total:
            kept.append(("include_total", "true"))
        return {"Link": f'<{self.request.url.path}?{urlencode(kept)}>; rel="next"'}


class ListEndpoint:
    """A static declaration of a list: a dependency that reads the paging parameters and returns the `PageParameters`.

    `sorts` are the names that callers may sort by, `default` is the default order (`("-created_at",)`: newest first),
    `unique` the column that makes any order total. `name` is one word: cursors are bound to it, and CSV files are named
    after it.
    """

    def __init__(self, name: str, sorts: Collection[str], default: Sequence[str], unique: str = "id") -> None:
        self.name = name
        self.sorts = frozenset(sorts)
        self._default = tuple(default)
        self._unique = unique
        self._columns: ModelColumns | None = None
        self._path: str | None = None

    def describe_rows(self, path: str, page: object) -> None:
        """Take the columns of CSV from the `PageOut[…]` of the list's route. Raises TypeError for another model.

        A declaration belongs to one path, whose route may be created more than once, in several applications.
        """
        metadata = getattr(page, "__pydantic_generic_metadata__", {})
        is_other = self._columns is not None and path != self._path
        if metadata.get("origin") not in (PageOut, SearchedPageOut) or is_other:
            raise TypeError(f"{self.name}: a list has one route, and its response_model is a PageOut of its items")
        self._path = path
        self._columns = ModelColumns(metadata["args"][0])

    @property
    def columns(self) -> ModelColumns:
        if self._columns is None:
            raise TypeError(f"{self.name}: the list has no route")
        return self._columns

    @property
    def description(self) -> str:
        """The list's sort orders and formats, for the API document."""
        names = ", ".join(f"`{name}`" for name in sorted(self.sorts))
        return (
            f"Sorted by `{','.join(self._default)}` by default; `sort` accepts {names}.\n\n"
            "`Accept: text/csv` returns CSV: nested objects become columns with dotted names, lists become JSON text."
        )

    async def __call__(
        self,
        *,
        request: Request,
        limit: Limit = 20,
        offset: Offset = None,
        skip: Skip = None,
        cursor: CursorText = None,
        include_total: IncludeTotal = False,
        sort: Sort = None,
    ) -> PageParameters:
        if offset is not None and skip is not None:
            raise BadRequest("pagination_conflict", "`skip` is an alias of `offset`: send only one of them.")
        skipped = [number for number in (offset, skip) if number is not None]
        if skipped and cursor is not None:
            raise BadRequest("pagination_conflict", "Use either `offset` or `cursor`, not both.")
        order = self._order(sort)
        bound_to = self._bound_to(request, order)
        after = service_of(request.scope, Cursors).open(bound_to, cursor) if cursor is not None else None
        by_cursor = after is not None
        wanted = PageRequest(
            limit,
            offset=skipped[0] if skipped else 0,
            after=after,
            sort=order,
            with_total=include_total or not by_cursor,
        )
        return PageParameters(wanted, by_cursor, self, bound_to, request)

    def _order(self, sort: str | None) -> tuple[str, ...]:
        order = tuple(part.strip() for part in sort.split(",")) if sort else self._default
        columns = [part.removeprefix("-") for part in order]
        if sort and (not self.sorts.issuperset(columns) or len(set(columns)) < len(columns)):
            raise self._unsupported(columns)
        if self._unique in columns:
            return order
        return (*order, f"-{self._unique}" if order[-1].startswith("-") else self._unique)

    def _unsupported(self, columns: Sequence[str]) -> BadRequest:
        unknown = [column for column in columns if column not in self.sorts]
        why = unknown_value_message("sort field", unknown[0], self.sorts) if unknown else "A field is named twice."
        return BadRequest("sort_unsupported", f"Unsupported sort order. {why}", allowed=sorted(self.sorts))

    def _bound_to(self, request: Request, order: Sequence[str]) -> str:
        bounds = sorted((name, str(value)) for name, value in request.path_params.items())
        bounds += sorted((name, value) for name, value in _filters(request) if name != "sort")
        return f"{self.name} {','.join(order)} {sha256(orjson.dumps(bounds)).hexdigest() if bounds else ''}"


def _filters(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name not in _OWN]
