"""Listing and getting orders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from modules.orders.adapters.inbound.http.coupon_models import CodeFilter
from modules.orders.adapters.inbound.http.rendering import orders
from modules.orders.adapters.inbound.http.rendering.timeline import timeline_response
from modules.orders.adapters.inbound.http.responses.orders import ExpandedOrderOut, OrderOut
from modules.orders.adapters.inbound.http.responses.timeline import TimelineOut
from modules.orders.adapters.inbound.http.use_cases import OrderQueryUseCases
from modules.orders.application.visibility import READ_SCOPES
from modules.orders.domain.order.status import FulfillmentStatus, PaymentStatus, Status
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageParameters, SearchedPageOut
from shared.infra.http.requests.fields import ONE_LINE, Instant, PathId, QueryDigits, QueryId, max_unstripped_length
from shared.infra.http.requests.forms import described_pattern
from shared.infra.http.requests.search_query import SearchText
from shared.infra.http.responses.rendered import to_response
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.known_values import unknown_value_message
from shared.kernel.principal import Principal

SORTS = ("id", "created_at")
PARTS = ("customer", "availability", "payments", "shipments")

Text = Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=r"^[^\x00]+$")]
_EMAIL = described_pattern(r"^[^@\x00]+@[^@\x00]+$", "an e-mail address, like ada@example.com")
EmailFilter = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254, pattern=_EMAIL),
    max_unstripped_length(254),
]
ReferenceFilter = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), max_unstripped_length(64), ONE_LINE
]
QueryCents = Annotated[int, Field(ge=0, le=10**13), QueryDigits]
Expand = Annotated[
    str | None,
    Query(
        max_length=100,
        description="Parts to include, comma separated: customer, availability, payments, shipments.",
        json_schema_extra={"pattern": rf"^( *({'|'.join(PARTS)}) *(, *({'|'.join(PARTS)}) *)*)?$"},
        examples=["customer,payments"],
    ),
]


class Filters(BaseModel):
    """Filters of the list of orders; an order must match all of them. Time ranges are half open."""

    status: Status | None = None
    payment_status: PaymentStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    customer_id: QueryId | None = None
    q: SearchText | None = Field(
        None,
        description=(
            "Search words; an order must match all of them. A word matches any part of the client reference, names, "
            "companies, e-mail addresses, telephone numbers, postal codes, tracking numbers and SKUs, regardless of "
            "case and accents. Words of one or two characters match only the beginning of a word. A whole number "
            "also matches the order id; `#4711` matches only the id."
        ),
        examples=["muller EC1A"],
    )
    email: EmailFilter | None = Field(
        None, description="E-mail address of the buyer (guest or account), regardless of case."
    )
    sku: Text | None = None
    client_reference: ReferenceFilter | None = None
    coupon_code: CodeFilter | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None
    total_min: QueryCents | None = None
    total_max: QueryCents | None = None


def add_order_queries(routes: APIRouter, use_cases: OrderQueryUseCases, guard: Authorizer) -> None:
    listing = guard.list_endpoint("orders", SORTS, ("-created_at",))

    @routes.get("", operation_id="list_orders", summary="List orders", response_model=SearchedPageOut[OrderOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        filters: Annotated[Filters, Query()],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=["orders:read"]))],
    ) -> Response:
        """Lists the caller's orders; with orders:read all orders. Newest first by default.

        With `q` the response contains `indexed_at`: the search finds all changes before that time, normally now.
        """
        selection = OrderFilter(**filters.model_dump(exclude_none=True))
        found = await use_cases.list(principal, selection, paging.page_request)
        extra = {} if filters.q is None else {"indexed_at": found.indexed_at}
        return to_response(paging.respond(found.page, orders.list_renderer(principal), extra))

    @routes.get("/{order_id:int}", operation_id="get_order", summary="Get an order", response_model=ExpandedOrderOut)
    async def get(
        order_id: PathId,
        principal: Annotated[Principal, Depends(guard.known(guest=True, elevated_scopes=READ_SCOPES))],
        expand: Expand = None,
    ) -> Response:
        """A guest token gives access to its own order only."""
        parts = _parts(expand)
        return to_response(orders.expanded_response(await use_cases.get(principal, order_id, parts), parts, principal))

    @routes.get(
        "/{order_id:int}/timeline",
        operation_id="get_order_timeline",
        summary="Get an order's timeline",
        response_model=TimelineOut,
    )
    async def timeline(
        order_id: PathId, principal: Annotated[Principal, Depends(guard.known(guest=True, elevated_scopes=READ_SCOPES))]
    ) -> Response:
        """Lists the history of the order, oldest first. Staff also see its events with their deliveries and its stock
        movements.
        """
        return to_response(timeline_response(await use_cases.timeline(principal, order_id)))


def _parts(expand: str | None) -> list[str]:
    parts = [part.strip() for part in expand.split(",")] if expand else []
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise Invalid(
            [FieldError("/query/expand", "unknown_part", unknown_value_message("part to expand", unknown[0], PARTS))]
        )
    return parts
