"""Server-Sent Events of orders, and the tickets that authorize a stream."""

from typing import Annotated

from fastapi import Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.streams.responses import STREAM, StreamTicketOut
from modules.orders.application.queries.stream_order import StreamOrder
from modules.orders.application.queries.stream_orders import StreamOrders
from shared.infra.http import route
from shared.infra.http.app_services import service_of
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.infra.http.streams.event_items import EventCursorCodec
from shared.infra.http.streams.event_stream import PAGE_SIZE, EventStream, OpenStreams
from shared.infra.http.streams.stream_admission import issue_ticket
from shared.kernel.feed import FeedPage, Position

_RESPONSES = {200: STREAM, **problem_responses("cursor_invalid", "cursor_expired", "busy")}


async def _last_seen(
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            max_length=2048,
            description="`id` of the last event received; the stream continues after it.",
        ),
    ] = None,
    asked_for: Annotated[
        str | None,
        Query(alias="last_event_id", max_length=2048, description="The same for clients that cannot send headers."),
    ] = None,
) -> str | None:
    """The header wins: a browser that reconnects sends it together with its original query."""
    return last_event_id or asked_for


LastSeen = Annotated[str | None, Depends(_last_seen)]


class OrderStreamRoutes(RouteClass, prefix="/v1/orders", tags=["orders"]):
    def __init__(self, *, stream_orders: StreamOrders, stream_order: StreamOrder, streams: OpenStreams) -> None:
        self._stream_orders = stream_orders
        self._stream_order = stream_order
        self._streams = streams

    @route.get(
        "/stream",
        operation_id="stream_orders",
        summary="Stream order events",
        status_code=200,
        response_class=EventStream,
        responses=_RESPONSES,
    )
    async def stream_all(
        self, request: Request, admission: access.StreamOrders, last_seen: LastSeen = None
    ) -> Response:
        """Streams new events of the caller's orders, with orders:read of all orders, or those after `last_event_id`."""
        cursors = EventCursorCodec(service_of(request.scope, Cursors), "stream of orders")

        async def next_page(after: Position) -> FeedPage:
            return await self._stream_orders(await admission.resolve(), after, PAGE_SIZE)

        self._streams.require_capacity()
        first = await self._stream_orders(admission.principal, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(self._streams, cursors, first, next_page=next_page)

    @route.get(
        "/{order_id:int}/stream",
        operation_id="stream_order",
        summary="Stream an order's events",
        status_code=200,
        response_class=EventStream,
        responses=_RESPONSES,
    )
    async def stream(
        self, order_id: PathId, request: Request, admission: access.StreamOrder, last_seen: LastSeen = None
    ) -> Response:
        """Streams the events of the order and its reservations: all past ones, or those after `last_event_id`, then
        new ones.

        A guest token gives access to its own order only.
        """
        cursors = EventCursorCodec(service_of(request.scope, Cursors), f"stream of order {order_id}")

        async def next_page(after: Position) -> FeedPage:
            return await self._stream_order(await admission.resolve(), order_id, after, PAGE_SIZE)

        self._streams.require_capacity()
        first = await self._stream_order(admission.principal, order_id, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(self._streams, cursors, first, next_page=next_page)


class StreamTicketRoutes(RouteClass, prefix="/v1/stream-tickets", tags=["orders"]):
    @route.post(
        "",
        operation_id="issue_stream_ticket",
        summary="Create a stream ticket",
        status_code=201,
        response_model=StreamTicketOut,
    )
    async def issue(self, request: Request, _: access.IssueTicket) -> Response:
        """For browsers, whose EventSource cannot send headers: `?ticket=` authorizes the streams for 60 seconds.

        The stream shows what the ticket's holder may see at the time of use.
        """
        ticket = await issue_ticket(request)
        body = StreamTicketOut(ticket=ticket.text, expires_at=ticket.expires_at)
        return to_response(ok(body, headers={"Cache-Control": "no-store"}, status=201))
