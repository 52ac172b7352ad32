"""`/v1/events`: the event feed."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from modules.operations.adapters.inbound.http.responses import EventOut
from modules.operations.application.get_feed import GetFeed
from modules.operations.domain.feed import FeedFilter
from shared.infra.http import route
from shared.infra.http.access.gates import requires
from shared.infra.http.app_services import service_of
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.lists.paging import Limit
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.infra.http.streams.event_items import EventCursorCodec, event_out
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.principal import Principal

_MAX_TYPES = 50
After = Annotated[str | None, Query(max_length=2048, description="`next_cursor` of the previous response.")]
Types = Annotated[
    str | None,
    Query(
        max_length=2000,
        description="Event types, separated by commas. `orders.*` selects all types of a module, `*` all types.",
        examples=["orders.order.placed,orders.payment.*"],
    ),
]
TextFilter = Annotated[str | None, Query(max_length=100)]


class EventFeedOut(OutModel):
    """Events in the order of the feed, with the cursor of the next ones."""

    items: list[EventOut]
    next_cursor: str = Field(description="The cursor for the next request, also when there are no more events yet.")


class EventRoutes(RouteClass, prefix="/v1/events", tags=["events"]):
    def __init__(self, *, get_feed: GetFeed) -> None:
        self._get_feed = get_feed

    @route.get(
        "",
        operation_id="read_events",
        summary="Read the event feed",
        response_model=EventFeedOut,
        responses=problem_responses("cursor_expired", "cursor_invalid"),
    )
    async def read(
        self,
        request: Request,
        _: Annotated[Principal, Depends(requires("events:read"))],
        after: After = None,
        types: Types = None,
        aggregate_type: TextFilter = None,
        aggregate_id: TextFilter = None,
        limit: Limit = 100,
    ) -> Response:
        """Returns events oldest first. None is skipped, even if it was committed late. An aggregate's events come in
        the order of their `sequence`.

        An empty `items` means that there are no newer events yet.

        Events are kept for 30 days; an older cursor is answered with 410.
        """
        cursors = EventCursorCodec(service_of(request.scope, Cursors), "events")
        where = FeedFilter(_types(types), aggregate_type, aggregate_id)
        page = await self._get_feed(cursors.open(after), where, limit)
        items = [event_out(event, EventOut) for event in page.items]
        return to_response(ok(EventFeedOut(items=items, next_cursor=cursors.seal(page.next_position))))


def _types(text: str | None) -> list[str]:
    types = text.split(",") if text else []
    if len(types) > _MAX_TYPES:
        raise Invalid([FieldError("/query/types", "too_long", f"At most {_MAX_TYPES} types can be given.")])
    return types
