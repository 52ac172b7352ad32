"""`/v1/events`: everything that has happened, to catch up from."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.application.read_feed import ReadFeed
from modules.operations.domain.feed import FeedFilter
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import Limit
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routing import router
from shared.infra.http.streams.event_items import EventCursorCodec, EventOut, event_out
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.principal import Principal

_MOST_TYPES = 50
After = Annotated[str | None, Query(max_length=2048, description="`next_cursor` of the answer before.")]
Types = Annotated[
    str | None,
    Query(
        max_length=2000,
        description="Types of events by comma; `orders.*` is all of a module's, `*` all there are.",
        examples=["orders.order.placed,orders.payment.*"],
    ),
]
Word = Annotated[str | None, Query(max_length=100)]


class FeedOut(OutModel):
    items: list[EventOut]
    next_cursor: str = Field(description="Where to go on, also when there is nothing more for now.")


def create_events_router(read_feed: ReadFeed, guard: Authorizer) -> APIRouter:
    routes = router("/v1/events", tags=["events"])
    places = EventCursorCodec(guard.cursors, "events")

    @routes.get(
        "",
        operation_id="read_events",
        summary="Catch up with events",
        response_model=FeedOut,
        responses=problem_responses("cursor_expired", "cursor_invalid"),
    )
    async def read(
        _: Annotated[Principal, Depends(guard("events:read"))],
        after: After = None,
        types: Types = None,
        aggregate_type: Word = None,
        aggregate_id: Word = None,
        limit: Limit = 100,
    ) -> Response:
        """Oldest first, none left out, however late it was committed; an aggregate's events in their `sequence`.

        No items: caught up.

        Kept for 30 days; an older cursor answers 410.
        """
        wanted = FeedFilter(_types(types), aggregate_type, aggregate_id)
        page = await read_feed(places.open(after), wanted, limit)
        items = [event_out(event) for event in page.items]
        return to_response(ok(FeedOut(items=items, next_cursor=places.seal(page.following))))

    return routes


def _types(text: str | None) -> list[str]:
    types = text.split(",") if text else []
    if len(types) > _MOST_TYPES:
        raise Invalid([FieldError("/query/types", "too_long", f"At most {_MOST_TYPES} types can be named.")])
    return types
