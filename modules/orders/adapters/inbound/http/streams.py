"""Server-Sent Events of orders, and the tickets that authorize a stream."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http.responses.streams import STREAM, TicketOut
from modules.orders.adapters.inbound.http.use_cases import StreamUseCases
from modules.orders.application.visibility import READ_SCOPES
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.app_services import service_of
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import include_all, router
from shared.infra.http.streams.event_items import EventCursorCodec
from shared.infra.http.streams.event_stream import PAGE_SIZE, EventStream, OpenStreams
from shared.infra.http.streams.stream_admission import StreamAdmission, issue_ticket
from shared.kernel.feed import FeedPage, Position

_STREAM_RESPONSE: dict[str, Any] = {
    "status_code": 200,
    "response_class": EventStream,
    "responses": {200: STREAM, **problem_responses("cursor_invalid", "cursor_expired", "busy")},
}


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


def create_streams_router(use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> APIRouter:
    routes = router("/v1/orders", tags=["orders"])
    _add_stream_of_all(routes, use_cases, streams, guard)
    _add_stream_of_one(routes, use_cases, streams, guard)
    tickets = router("/v1/stream-tickets", tags=["orders"])
    _add_tickets(tickets, guard)
    return include_all(routes, tickets)


def _add_stream_of_all(routes: APIRouter, use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> None:
    @routes.get("/stream", operation_id="stream_orders", summary="Stream order events", **_STREAM_RESPONSE)
    async def stream(
        request: Request,
        admission: Annotated[StreamAdmission, Depends(guard.stream(elevated_scopes=["orders:read"]))],
        last_seen: LastSeen = None,
    ) -> Response:
        """Streams new events of the caller's orders, with orders:read of all orders, or those after `last_event_id`."""
        cursors = EventCursorCodec(service_of(request.scope, Cursors), "stream of orders")

        async def next_page(after: Position) -> FeedPage:
            return await use_cases.orders(await admission.resolve(), after, PAGE_SIZE)

        streams.require_capacity()
        first = await use_cases.orders(admission.principal, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(streams, cursors, first, next_page)


def _add_stream_of_one(routes: APIRouter, use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> None:
    @routes.get(
        "/{order_id:int}/stream", operation_id="stream_order", summary="Stream an order's events", **_STREAM_RESPONSE
    )
    async def stream(
        order_id: PathId,
        request: Request,
        admission: Annotated[StreamAdmission, Depends(guard.stream(guest=True, elevated_scopes=READ_SCOPES))],
        last_seen: LastSeen = None,
    ) -> Response:
        """Streams the events of the order and its reservations: all past ones, or those after `last_event_id`, then
        new ones.

        A guest token gives access to its own order only.
        """
        cursors = EventCursorCodec(service_of(request.scope, Cursors), f"stream of order {order_id}")

        async def next_page(after: Position) -> FeedPage:
            return await use_cases.order(await admission.resolve(), order_id, after, PAGE_SIZE)

        streams.require_capacity()
        first = await use_cases.order(admission.principal, order_id, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(streams, cursors, first, next_page)


def _add_tickets(routes: APIRouter, guard: Authorizer) -> None:
    @routes.post(
        "",
        operation_id="issue_stream_ticket",
        summary="Create a stream ticket",
        status_code=201,
        response_model=TicketOut,
    )
    async def issue(request: Request, _: Annotated[CommandRequest, Depends(guard.command(guest=True))]) -> Response:
        """For browsers, whose EventSource cannot send headers: `?ticket=` authorizes the streams for 60 seconds.

        The stream shows what the ticket's holder may see at the time of use.
        """
        ticket = await issue_ticket(request)
        body = TicketOut(ticket=ticket.text, expires_at=ticket.expires_at)
        return to_response(ok(body, headers={"Cache-Control": "no-store"}, status=201))
