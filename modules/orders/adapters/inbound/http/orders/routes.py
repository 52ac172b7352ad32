"""Listing and getting orders."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.orders.rendering import expanded_response, list_renderer
from modules.orders.adapters.inbound.http.orders.responses import ExpandedOrderOut, OrderOut
from modules.orders.adapters.inbound.http.orders.timeline_rendering import timeline_response
from modules.orders.adapters.inbound.http.orders.timeline_responses import TimelineOut
from modules.orders.application.queries.get_order import GetOrder
from modules.orders.application.queries.get_order_timeline import GetOrderTimeline
from modules.orders.application.queries.list_orders import ListOrders
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, PaymentStatus
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageParameters, SearchedPageOut
from shared.infra.http.requests.described_patterns import described_pattern
from shared.infra.http.requests.fields import ONE_LINE, Instant, PathId, QueryDigits, QueryId, max_unstripped_length
from shared.infra.http.requests.search_query import SearchText
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.values.known_values import unknown_value_message

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
_CODE = described_pattern(
    r"^ *[A-Za-z0-9_-]{3,32} *$", "3 to 32 letters, digits, hyphens or underscores, like SPRING-10"
)
CouponCodeFilter = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, max_length=64, pattern=_CODE),
    max_unstripped_length(64),
]
"""A code as buyers type it."""

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

    status: OrderStatus | None = None
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
    coupon_code: CouponCodeFilter | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None
    total_min: QueryCents | None = None
    total_max: QueryCents | None = None


Page = Annotated[PageParameters, Depends(ListEndpoint("orders", SORTS, ("-created_at",)))]


class OrderRoutes(RouteClass, prefix="/v1/orders", tags=["orders"]):
    def __init__(self, *, list_orders: ListOrders, get_order: GetOrder, get_timeline: GetOrderTimeline) -> None:
        self._list_orders = list_orders
        self._get_order = get_order
        self._get_timeline = get_timeline

    @route.get(
        "",
        operation_id="list_orders",
        summary="List orders",
        response_model=SearchedPageOut[OrderOut],
        fast_path=True,
    )
    async def list_all(
        self,
        page: Page,
        filters: Annotated[Filters, Query()],
        principal: access.ListOrders,
    ) -> Response:
        """Lists the caller's orders; with orders:read all orders. Newest first by default.

        With `q` the response contains `indexed_at`: the search finds all changes before that time, normally now.
        """
        selection = OrderFilter(**filters.model_dump(exclude_none=True))
        found = await self._list_orders(principal, selection, page.page_request)
        extra = {} if filters.q is None else {"indexed_at": found.indexed_at}
        return to_response(page.respond(found.page, list_renderer(principal), extra))

    @route.get(
        "/{order_id:int}",
        operation_id="get_order",
        summary="Get an order",
        response_model=ExpandedOrderOut,
        fast_path=True,
    )
    async def get(
        self,
        order_id: PathId,
        principal: access.ReadOrder,
        expand: Expand = None,
    ) -> Response:
        """A guest token gives access to its own order only."""
        parts = _parts(expand)
        view = await self._get_order(principal, order_id, parts)
        return to_response(expanded_response(view, parts, principal))

    @route.get(
        "/{order_id:int}/timeline",
        operation_id="get_order_timeline",
        summary="Get an order's timeline",
        response_model=TimelineOut,
    )
    async def timeline(self, order_id: PathId, principal: access.ReadOrder) -> Response:
        """Lists the history of the order, oldest first. Staff also see its events with their deliveries and its stock
        movements.
        """
        return to_response(timeline_response(await self._get_timeline(principal, order_id)))


def _parts(expand: str | None) -> list[str]:
    parts = [part.strip() for part in expand.split(",")] if expand else []
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise Invalid(
            [FieldError("/query/expand", "unknown_part", unknown_value_message("part to expand", unknown[0], PARTS))]
        )
    return parts
