"""`/v1/refunds`, and refunding orders."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fields import ReasonIn
from modules.orders.adapters.inbound.http.refunds.rendering import refund_bytes
from modules.orders.adapters.inbound.http.refunds.requests import RefundIn
from modules.orders.adapters.inbound.http.refunds.responses import RefundOut
from modules.orders.application.queries.payment_query_service import PaymentQueryService
from modules.orders.application.refunds.dismiss_refund import DismissRefund, DismissRefundCommand
from modules.orders.application.refunds.refund_order import RefundOrder
from modules.orders.application.refunds.retry_refund import RetryRefund, RetryRefundCommand
from modules.orders.domain.order.payments.refund import RefundState
from modules.orders.ports.payments.payment_queries import RefundFilter, RefundRecord
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, PathId, QueryId, enum_schema
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse


class RefundFilters(BaseModel):
    """Filters of the list of refunds; a refund must match all of them. The time range is half open."""

    order_id: QueryId | None = None
    payment_id: QueryId | None = None
    status: Annotated[RefundState, enum_schema(RefundState)] | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None


Page = Annotated[PageParameters, Depends(ListEndpoint("refunds", ("created_at", "id"), ("-created_at",)))]


class RefundRoutes(RouteClass, prefix="/v1", tags=["payments"]):
    def __init__(
        self,
        *,
        queries: PaymentQueryService,
        refund_order: RefundOrder,
        retry_refund: RetryRefund,
        dismiss_refund: DismissRefund,
    ) -> None:
        self._queries = queries
        self._refund_order = refund_order
        self._retry_refund = retry_refund
        self._dismiss_refund = dismiss_refund

    @route.post(
        "/orders/{order_id:int}/refunds",
        operation_id="refund_order",
        summary="Refund an order",
        status_code=201,
        response_model=RefundOut,
        responses=problem_responses(
            "refund_exceeds_captured", "units_not_shipped", "already_refunded", "nothing_to_refund", "version_mismatch"
        ),
    )
    async def refund(
        self,
        order_id: PathId,
        body: RefundIn,
        version: ExpectedVersion,
        call: access.RefundOrder,
    ) -> Response:
        """Refunds shipped units, or any amount up to the captured amount, or the shipping cost. No stock moves.

        Cancel units that have not shipped instead: that refunds their price and releases their stock.

        The refund is `pending` until the provider has completed it. Refunds of manual payments, and refunds made
        outside the provider (`method: manual`, requires payments:record), succeed immediately. All other refunds
        require orders:refund. An amount that no single payment covers becomes one refund for each payment: the
        response contains the first, `GET /v1/refunds?order_id=` lists all.
        """
        return await call.execute(
            self._refund_order,
            body.command(call, order_id, version),
            _created,
        )

    @route.post(
        "/refunds/{refund_id:int}/retry",
        operation_id="retry_refund",
        summary="Retry a failed refund",
        status_code=201,
        response_model=RefundOut,
        responses=problem_responses(
            "invalid_transition",
            "refund_exceeds_captured",
            "units_not_shipped",
            "already_refunded",
            "nothing_to_refund",
            "payment_in_progress",
            "idempotency_key_required",
        ),
    )
    async def retry(self, refund_id: PathId, call: access.DecideRefund) -> Response:
        """Creates a new refund for the same units, shipping cost and amount, with the failed one as `retry_of`.

        If the failed refund was for a return, the new refund settles that return.
        """
        command = RetryRefundCommand(principal=call.principal, metadata=call.metadata, resource_id=refund_id)
        return await call.execute(self._retry_refund, command, _created)

    @route.post(
        "/refunds/{refund_id:int}/dismiss",
        operation_id="dismiss_refund",
        summary="Dismiss a failed refund",
        response_model=RefundOut,
        responses=problem_responses("invalid_transition", "idempotency_key_required"),
    )
    async def dismiss(self, refund_id: PathId, body: ReasonIn, call: access.DecideRefund) -> Response:
        """For money that is not to be refunded or was refunded in another way. No money moves; the warning ends."""
        command = DismissRefundCommand(
            principal=call.principal, metadata=call.metadata, resource_id=refund_id, reason=body.reason
        )
        return await call.execute(self._dismiss_refund, command, lambda found: ok(refund_bytes(found)))

    @route.get("/refunds", operation_id="list_refunds", summary="List refunds", response_model=PageOut[RefundOut])
    async def list_all(
        self,
        page: Page,
        filters: Annotated[RefundFilters, Query()],
        principal: access.ListRefunds,
    ) -> Response:
        """Lists the refunds of the caller's orders; with orders:read, orders:refund or payments:record of all orders.
        Newest first by default.

        Refunds with `status=failed` need a decision by staff until `retried_as` or `dismissed_at` is set.
        """
        selection = RefundFilter(**filters.model_dump(exclude_none=True))
        found = await self._queries.list_refunds(principal, selection, page.page_request)
        return to_response(page.respond(found, refund_bytes))

    @route.get("/refunds/{refund_id:int}", operation_id="get_refund", summary="Get a refund", response_model=RefundOut)
    async def get(
        self,
        refund_id: PathId,
        principal: access.ReadRefund,
    ) -> Response:
        """Returns a refund with its state at the provider."""
        return to_response(ok(refund_bytes(await self._queries.get_refund(principal, refund_id))))


def _created(made: RefundRecord) -> StoredResponse:
    return created(f"/v1/refunds/{made.refund.id}", refund_bytes(made))
