"""`/v1/events`: everything that has happened, to catch up from."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.application.read_feed import ReadFeed
from modules.operations.domain.feed import FeedEvent, FeedFilter, Position
from shared.infra.http.answers import ok, send
from shared.infra.http.cursors import Cursors
from shared.infra.http.documented import refusals
from shared.infra.http.fields import OutModel
from shared.infra.http.guard import Guard
from shared.infra.http.paging import Limit
from shared.infra.http.routing import router
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.principal import Principal

_LIST = "events"
_MOST_TYPES = 50
After = Annotated[str | None, Query(max_length=2048, description="`next_cursor` of the answer before.")]
Types = Annotated[
    str | None,
    Query(
        max_length=2000,
        pattern=r"^[a-z_.]+(\.\*)?(,[a-z_.]+(\.\*)?)*$",
        description="Types of events by comma; `orders.*` is all of a module's.",
        examples=["orders.order.placed,orders.payment.*"],
    ),
]
Word = Annotated[str | None, Query(max_length=100)]


class EventOut(OutModel):
    """An event with the attributes of CloudEvents 1.0 and those of this shop."""

    specversion: str = "1.0"
    id: UUID
    source: str = Field(description="The module it comes from.", examples=["/orders"])
    type: str = Field(examples=["orders.order.placed"])
    subject: str = Field(examples=["order/7"])
    time: datetime = Field(description="The same as `occurred_at`.")
    datacontenttype: str = "application/json"
    schema_version: int
    aggregate_type: str
    aggregate_id: str
    sequence: int = Field(description="Counts the aggregate's events without gaps from 1.")
    occurred_at: datetime
    correlation_id: str = Field(description="The request that led here.")
    causation_id: UUID | None = Field(description="The event that led here.")
    actor: str
    data: dict[str, Any] = Field(description="Ids, states and amounts; nothing personal.")


class FeedOut(OutModel):
    items: list[EventOut]
    next_cursor: str = Field(description="Where to go on, also when there is nothing more for now.")


def create_events_router(read_feed: ReadFeed, guard: Guard) -> APIRouter:
    routes = router("/v1/events", tags=["events"])

    @routes.get(
        "",
        operation_id="read_events",
        summary="Catch up with events",
        response_model=FeedOut,
        responses=refusals("cursor_expired", "cursor_invalid"),
    )
    async def read(
        _: Annotated[Principal, Depends(guard("events:read"))],
        after: After = None,
        types: Types = None,
        aggregate_type: Word = None,
        aggregate_id: Word = None,
        limit: Limit = 100,
    ) -> Response:
        """Oldest first, none left out, however late it was committed. No items: caught up.

        Kept for 30 days; an older cursor answers 410.
        """
        wanted = FeedFilter(_types(types), aggregate_type, aggregate_id)
        page = await read_feed(_position(guard.cursors, after), wanted, limit)
        items = [_out(event) for event in page.items]
        return send(ok(FeedOut(items=items, next_cursor=_cursor(guard.cursors, page.following))))

    return routes


def _types(text: str | None) -> list[str]:
    types = text.split(",") if text else []
    if len(types) > _MOST_TYPES:
        raise Invalid([FieldError("/query/types", "too_long", f"At most {_MOST_TYPES} types can be named.")])
    return types


def _position(cursors: Cursors, cursor: str | None) -> Position | None:
    return None if cursor is None else Position(*cursors.open(_LIST, cursor))


def _cursor(cursors: Cursors, position: Position) -> str:
    return cursors.seal(_LIST, [position.cluster, position.transaction, position.event_id, position.at])


def _out(event: FeedEvent) -> EventOut:
    return EventOut.model_construct(
        id=event.id,
        source=f"/{event.type.partition('.')[0]}",
        type=event.type,
        subject=f"{event.aggregate_type}/{event.aggregate_id}",
        time=event.occurred_at,
        schema_version=event.schema_version,
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        sequence=event.sequence,
        occurred_at=event.occurred_at,
        correlation_id=event.correlation_id,
        causation_id=event.causation_id,
        actor=event.actor,
        data=dict(event.data),
    )
