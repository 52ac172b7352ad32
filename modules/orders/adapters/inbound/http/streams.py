"""Orders as they change, by Server-Sent Events; and the tickets that open such a stream."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http.responses.streams import STREAM, TicketOut
from modules.orders.adapters.inbound.http.use_cases import StreamUseCases
from modules.orders.application.visibility import READ_SCOPES
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routing import combine_routers, router
from shared.infra.http.streams.event_items import EventCursorCodec
from shared.infra.http.streams.event_stream import PAGE_SIZE, EventStream, OpenStreams
from shared.infra.http.streams.stream_admission import StreamAdmission
from shared.kernel.feed import FeedPage, Position

_STREAM_RESPONSE: dict[str, Any] = {
    "response_class": EventSourceResponse,
    "responses": {200: STREAM, **problem_responses("cursor_invalid", "cursor_expired", "busy")},
}


async def _last_seen(
    last_event_id: Annotated[
        str | None,
        Header(alias="Last-Event-ID", max_length=2048, description="The `id` of the last event seen: go on after it."),
    ] = None,
    asked_for: Annotated[
        str | None, Query(alias="last_event_id", max_length=2048, description="The same, for who sends no headers.")
    ] = None,
) -> str | None:
    """The header first: a browser that reconnects sends it beside the query it began with."""
    return last_event_id or asked_for


LastSeen = Annotated[str | None, Depends(_last_seen)]


def create_streams_router(use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> APIRouter:
    routes = router("/v1/orders", tags=["orders"])
    _add_stream_of_all(routes, use_cases, streams, guard)
    _add_stream_of_one(routes, use_cases, streams, guard)
    tickets = router("/v1/stream-tickets", tags=["orders"])
    _add_tickets(tickets, guard)
    return combine_routers(routes, tickets)


def _add_stream_of_all(routes: APIRouter, use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> None:
    cursors = EventCursorCodec(guard.cursors, "stream of orders")

    @routes.get("/stream", operation_id="stream_orders", summary="Follow orders live", **_STREAM_RESPONSE)
    async def stream(
        admission: Annotated[StreamAdmission, Depends(guard.stream(elevated_scopes=["orders:read"]))],
        last_seen: LastSeen = None,
    ) -> Response:
        """The events of one's own orders, with orders:read of all, from now on or from the last one seen."""

        async def next_page(after: Position) -> FeedPage:
            return await use_cases.orders(await admission.resolve(), after, PAGE_SIZE)

        streams.require_capacity()
        first = await use_cases.orders(admission.principal, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(streams, cursors, first, next_page)


def _add_stream_of_one(routes: APIRouter, use_cases: StreamUseCases, streams: OpenStreams, guard: Authorizer) -> None:
    @routes.get(
        "/{order_id:int}/stream", operation_id="stream_order", summary="Follow an order live", **_STREAM_RESPONSE
    )
    async def stream(
        order_id: PathId,
        admission: Annotated[StreamAdmission, Depends(guard.stream(guest=True, elevated_scopes=READ_SCOPES))],
        last_seen: LastSeen = None,
    ) -> Response:
        """All events of the order and of its reservations, from the first or from the last one seen, then the new ones.

        A guest's token opens its own order alone.
        """
        cursors = EventCursorCodec(guard.cursors, f"stream of order {order_id}")

        async def next_page(after: Position) -> FeedPage:
            return await use_cases.order(await admission.resolve(), order_id, after, PAGE_SIZE)

        streams.require_capacity()
        first = await use_cases.order(admission.principal, order_id, cursors.open(last_seen), PAGE_SIZE)
        return EventStream(streams, cursors, first, next_page)


def _add_tickets(routes: APIRouter, guard: Authorizer) -> None:
    @routes.post(
        "",
        operation_id="issue_stream_ticket",
        summary="Get a ticket to a stream",
        status_code=201,
        response_model=TicketOut,
    )
    async def issue(request: Request, _: Annotated[CommandRequest, Depends(guard.command(guest=True))]) -> Response:
        """For browsers, whose EventSource sends no headers: `?ticket=` opens the streams for 60 seconds, nothing else.

        What it shows is what its holder may see when it is used.
        """
        ticket = await guard.ticket(request)
        body = TicketOut(ticket=ticket.text, expires_at=ticket.expires_at)
        return to_response(ok(body, headers={"Cache-Control": "no-store"}, status=201))
