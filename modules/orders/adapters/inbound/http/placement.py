"""Placing and quoting orders."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http.rendering import orders
from modules.orders.adapters.inbound.http.rendering.quotes import quote_response
from modules.orders.adapters.inbound.http.requests.orders import OrderIn
from modules.orders.adapters.inbound.http.responses.orders import PlacedOrderOut, QuoteOut
from modules.orders.adapters.inbound.http.settlement import AwaitedPayment, settle_and_respond
from modules.orders.adapters.inbound.http.use_cases import CheckoutUseCases, PlacementUseCases
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.domain.order.order import Order
from modules.orders.public import OrderPolicy
from shared.infra.http.access.command_request import CommandRequest, UseCase
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.prefer import PREFER, preference_applied, wait_seconds
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import to_response
from shared.kernel.idempotency import ReplayedResponse, StoredResponse

_ITEMS = ("price_changed", "bulk_coupon_required", "coupon_invalid", "coupon_min_spend", "coupon_exhausted")
_CARD = "/payment/token"


def add_placement(
    routes: APIRouter, use_cases: PlacementUseCases, checkout: CheckoutUseCases, policy: OrderPolicy, guard: Authorizer
) -> None:
    buyers = guard.command(elevated_scopes=["orders:create", "orders:write"])

    @routes.post(
        "",
        openapi_extra=PREFER,
        operation_id="place_order",
        summary="Place an order",
        status_code=201,
        response_model=PlacedOrderOut,
        responses=problem_responses(
            "insufficient_stock",
            *_ITEMS,
            "duplicate_reference",
            "too_many_unpaid_orders",
            "customer_required",
            "payment_method_unavailable",
            "payment_token_invalid",
            "payment_declined",
        ),
    )
    async def place(body: OrderIn, request: Request, call: Annotated[CommandRequest, Depends(buyers)]) -> Response:
        """The response is sent when the order is durable and its stock reserved. If any item is short, the request
        fails and nothing is reserved.

        Callers without orders:create have a limit of unpaid orders. The payment methods `manual` and `invoice`
        require payments:record. `Prefer: wait=N` completes a card payment in the same call.
        """
        if body.coupon_code is not None:
            await call.limit("coupon")
        wait = wait_seconds(request)
        command = body.command(call.principal, call.metadata)
        await checkout.check_card(command.payment, call.idempotency_key, _CARD)
        try:
            if wait is not None and command.payment is not None and command.payment.method == "card":
                return await _placed_and_paid(request, call, use_cases, checkout, command, wait)
            remembered = orders.placed_without_token if command.customer else None
            return await call.execute(_logged(use_cases.place, call), command, orders.placed_response, remembered)
        except ReplayedResponse as again:
            if not orders.lacks_token(again.answer):
                raise
            order_id = int(again.answer.headers["Location"].rpartition("/")[2])
            raise ReplayedResponse(orders.with_order_token(again.answer, use_cases.token_of(order_id))) from again

    @routes.post(
        "/quote",
        operation_id="quote_order",
        summary="Quote an order",
        response_model=QuoteOut,
        responses=problem_responses(*_ITEMS),
    )
    async def quote(body: OrderIn, call: Annotated[CommandRequest, Depends(guard.command(anyone=True))]) -> Response:
        """Returns prices and availability of an order without placing it. Missing stock is shown, not an error."""
        if body.coupon_code is not None:
            await call.limit("coupon")
        command = body.command(call.principal, call.metadata)
        return to_response(quote_response(await use_cases.quote(command), command.coupon_code, policy))


def _logged(
    place: UseCase[PlaceOrderCommand, PlacedOrder], call: CommandRequest
) -> UseCase[PlaceOrderCommand, PlacedOrder]:
    """The use case with the order's figures added to the request's log line after the commit."""

    async def placing(command: PlaceOrderCommand) -> PlacedOrder:
        outcome = await place(command)
        order = outcome.order
        call.state.log_fields = {
            "order_id": order.id,
            "item_count": len(order.lines),
            "total_cents": order.totals.total_cents,
        }
        return outcome

    return placing


async def _placed_and_paid(
    request: Request,
    call: CommandRequest,
    use_cases: PlacementUseCases,
    checkout: CheckoutUseCases,
    command: PlaceOrderCommand,
    seconds: int,
) -> Response:
    """Place the order, then wait for its payment. A repeated request continues where the first one stopped."""

    def to_remember(outcome: PlacedOrder) -> StoredResponse:
        awaited = outcome.order.payment_in_progress
        return AwaitedPayment(outcome.order.id, awaited.id).to_remember() if awaited else _remembered(outcome)

    def token(order: Order) -> str | None:
        return use_cases.token_of(order.id) if order.is_guest_order else None

    preference_headers = preference_applied(seconds)
    try:
        command = replace(command, idempotency=call.idempotency(to_remember))
        outcome = await _logged(use_cases.place, call)(command)
        payment = outcome.order.payment_in_progress
        if payment is None:
            return to_response(_with(orders.placed_response(outcome), preference_headers))
        awaited = AwaitedPayment(outcome.order.id, payment.id)
    except ReplayedResponse as again:
        if (resource := abandoned_resource(again)) is None:
            raise
        awaited = AwaitedPayment.from_resource(resource)
    answer = await settle_and_respond(
        request,
        call,
        checkout,
        awaited,
        seconds,
        lambda order, _: _with(orders.placed_response(PlacedOrder(order, token(order))), preference_headers),
        lambda order, _: _with(_remembered(PlacedOrder(order)), preference_headers),
        card_at=_CARD,
    )
    return to_response(answer)


def _remembered(outcome: PlacedOrder) -> StoredResponse:
    return orders.placed_without_token(outcome) if outcome.order.is_guest_order else orders.placed_response(outcome)


def _with(answer: StoredResponse, headers: Mapping[str, str]) -> StoredResponse:
    return StoredResponse(answer.status, {**answer.headers, **headers}, answer.body)
