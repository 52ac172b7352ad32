"""`/v1/refunds`, and giving money back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from modules.orders.adapters.inbound.http.rendering.refunds import refund_bytes
from modules.orders.adapters.inbound.http.requests.orders import ReasonIn
from modules.orders.adapters.inbound.http.requests.refunds import RefundIn
from modules.orders.adapters.inbound.http.responses.refunds import RefundOut
from modules.orders.adapters.inbound.http.use_cases import PaymentUseCases
from modules.orders.application.fulfillment_commands import ReasonedCommand, SubresourceCommand
from modules.orders.application.visibility import MONEY_SCOPES, READ_SCOPES
from modules.orders.domain.order.refund import RefundState
from modules.orders.ports.payments.payment_queries import RefundFilter, RefundRecord
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, PathId, QueryId, enum_schema
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routing import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal


class RefundFilters(BaseModel):
    """Conditions on the refunds listed, all of which must hold. The time range is half open."""

    order_id: QueryId | None = None
    payment_id: QueryId | None = None
    status: Annotated[RefundState, enum_schema(RefundState)] | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None


def create_refunds_router(use_cases: PaymentUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1", tags=["payments"])
    listing = guard.list_endpoint("refunds", ("created_at", "id"), ("-created_at",))

    @routes.post(
        "/orders/{order_id:int}/refunds",
        operation_id="refund_order",
        summary="Give money back",
        status_code=201,
        response_model=RefundOut,
        responses=problem_responses(
            "refund_exceeds_captured", "units_not_shipped", "already_refunded", "nothing_to_refund", "version_mismatch"
        ),
    )
    async def refund(
        order_id: PathId,
        body: RefundIn,
        version: ExpectedVersion,
        call: Annotated[
            CommandRequest,
            Depends(guard.command("orders:refund", "payments:record", keyed="required", scope_from_body=True)),
        ],
    ) -> Response:
        """For units that have shipped, or any amount up to what was taken, the shipping, or both. No stock moves.

        Units that have not shipped are cancelled instead, which gives back their money and their stock.

        `pending` until the provider has done it; money that was taken by hand counts as given back at once, and so
        does money that has gone back by other means (`method: manual`, with payments:record). Everything else needs
        orders:refund. What no single payment of the order covers becomes a refund for each payment: the answer is
        the first, `GET /v1/refunds?order_id=` lists them all.
        """
        return await call.execute(
            use_cases.refund,
            body.command(call, order_id, version),
            _created,
        )

    _add_failed(routes, use_cases, guard)

    @routes.get("/refunds", operation_id="list_refunds", summary="List refunds", response_model=PageOut[RefundOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        filters: Annotated[RefundFilters, Query()],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=["orders:read", *MONEY_SCOPES]))],
    ) -> Response:
        """Of one's own orders; with orders:read, orders:refund or payments:record of everybody's. Newest first.

        Refunds with `status=failed` wait for staff until they have `retried_as` or `dismissed_at`.
        """
        selection = RefundFilter(**filters.model_dump(exclude_none=True))
        page = await use_cases.read.refunds(principal, selection, paging.page_request)
        return to_response(paging.respond(page, refund_bytes))

    @routes.get(
        "/refunds/{refund_id:int}", operation_id="get_refund", summary="Read a refund", response_model=RefundOut
    )
    async def get(
        refund_id: PathId,
        principal: Annotated[
            Principal, Depends(guard.known(guest=True, elevated_scopes=[*READ_SCOPES, *MONEY_SCOPES]))
        ],
    ) -> Response:
        return to_response(ok(refund_bytes(await use_cases.read.refund(principal, refund_id))))

    return routes


def _add_failed(routes: APIRouter, use_cases: PaymentUseCases, guard: Authorizer) -> None:
    staff = guard.command("orders:refund", keyed="required")

    @routes.post(
        "/refunds/{refund_id:int}/retry",
        operation_id="retry_refund",
        summary="Repeat a failed refund",
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
    async def retry(refund_id: PathId, call: Annotated[CommandRequest, Depends(staff)]) -> Response:
        """As a new refund for the same units, shipping and amount: its `retry_of` is the one that failed.

        A return whose refund had failed is refunded again by it.
        """
        command = SubresourceCommand(call.principal, call.cause, refund_id)
        return await call.execute(use_cases.retry, command, _created)

    @routes.post(
        "/refunds/{refund_id:int}/dismiss",
        operation_id="dismiss_refund",
        summary="Dismiss a failed refund",
        response_model=RefundOut,
        responses=problem_responses("invalid_transition", "idempotency_key_required"),
    )
    async def dismiss(refund_id: PathId, body: ReasonIn, call: Annotated[CommandRequest, Depends(staff)]) -> Response:
        """Where the money is not to be given back, or went another way. No money moves; the warning ends."""
        command = ReasonedCommand(call.principal, call.cause, refund_id, reason=body.reason)
        return await call.execute(use_cases.dismiss, command, lambda found: ok(refund_bytes(found)))


def _created(made: RefundRecord) -> StoredResponse:
    return created(f"/v1/refunds/{made.refund.id}", refund_bytes(made))
