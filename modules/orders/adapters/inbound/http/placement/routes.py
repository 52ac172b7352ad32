"""Placing and quoting orders."""

from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.orders.rendering import (
    lacks_token,
    placed_response,
    placed_without_token,
    with_order_token,
)
from modules.orders.adapters.inbound.http.orders.responses import PlacedOrderOut, QuoteOut
from modules.orders.adapters.inbound.http.payments.settlement import AwaitedPayment, SettlementResponder, with_headers
from modules.orders.adapters.inbound.http.placement.rendering import quote_response
from modules.orders.adapters.inbound.http.placement.requests import OrderIn
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.application.placement.guest_tokens import GuestTokens
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrder, PlaceOrderCommand
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.public import OrderPolicy
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.prefer import PREFER, preference_applied, wait_seconds
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import ReplayedResponse, StoredResponse

_ITEMS = ("price_changed", "bulk_coupon_required", "coupon_invalid", "coupon_min_spend", "coupon_exhausted")
_CARD = "/payment/token"


class PlacementRoutes(RouteClass, prefix="/v1/orders", tags=["orders"]):
    def __init__(
        self,
        *,
        place_order: PlaceOrder,
        quote_order: QuoteOrder,
        check_card: CheckCard,
        settlement: SettlementResponder,
        tokens: GuestTokens,
        policy: OrderPolicy,
    ) -> None:
        self._place_order = place_order
        self._quote_order = quote_order
        self._check_card = check_card
        self._settlement = settlement
        self._tokens = tokens
        self._policy = policy

    @route.post(
        "",
        fast_path=True,
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
    async def place(self, body: OrderIn, request: Request, call: access.PlaceOrder) -> Response:
        """The response is sent when the order is durable and its stock reserved. If any item is short, the request
        fails and nothing is reserved.

        Callers without orders:create have a limit of unpaid orders. The payment methods `manual` and `invoice`
        require payments:record. `Prefer: wait=N` completes a card payment in the same call.
        """
        if body.coupon_code is not None:
            await call.limit("coupon")
        wait = wait_seconds(request)
        command = body.command(call.principal, call.metadata)
        await self._check_card(command.payment, call.idempotency_key, _CARD)
        try:
            if wait is not None and command.payment is not None and command.payment.method == "card":
                return await self._place_and_pay(request, call, command, wait)
            remembered = placed_without_token if command.customer else None
            return await call.execute(partial(self._place_and_log, call), command, placed_response, remembered)
        except ReplayedResponse as again:
            if not lacks_token(again.response):
                raise
            order_id = int(again.response.headers["Location"].rpartition("/")[2])
            raise ReplayedResponse(with_order_token(again.response, self._tokens.issue(order_id))) from again

    @route.post(
        "/quote",
        operation_id="quote_order",
        summary="Quote an order",
        response_model=QuoteOut,
        responses=problem_responses(*_ITEMS),
    )
    async def quote(self, body: OrderIn, call: access.QuoteOrder) -> Response:
        """Returns prices and availability of an order without placing it. Missing stock is shown, not an error."""
        if body.coupon_code is not None:
            await call.limit("coupon")
        command = body.command(call.principal, call.metadata)
        return to_response(quote_response(await self._quote_order(command), command.coupon_code, self._policy))

    async def _place_and_log(self, call: CommandRequest, command: PlaceOrderCommand) -> PlacedOrder:
        """Place the order; after the commit, add its figures to the request's log line."""
        outcome = await self._place_order(command)
        order = outcome.order
        call.state.log_fields = {
            "order_id": order.id,
            "item_count": len(order.lines),
            "total_cents": order.totals.total_cents,
        }
        return outcome

    async def _place_and_pay(
        self, request: Request, call: CommandRequest, command: PlaceOrderCommand, seconds: int
    ) -> Response:
        """Place the order, then wait for its payment. A repeated request continues where the first one stopped."""
        headers = preference_applied(seconds)
        try:
            outcome = await self._place_and_log(call, replace(command, idempotency=call.idempotency(_provisional)))
            payment = outcome.order.payment_in_progress
            if payment is None:
                return to_response(with_headers(placed_response(outcome), headers))
            awaited = AwaitedPayment(outcome.order.id, payment.id)
        except ReplayedResponse as again:
            if (resource := abandoned_resource(again)) is None:
                raise
            awaited = AwaitedPayment.from_resource(resource)
        response = await self._settlement.respond(
            request, call, awaited, seconds, self._paid, remembered=_paid_without_token, headers=headers, card_at=_CARD
        )
        return to_response(response)

    def _paid(self, order: Order, _: Payment) -> StoredResponse:
        token = self._tokens.issue(order.id) if order.is_guest_order else None
        return placed_response(PlacedOrder(order, token))


def _provisional(outcome: PlacedOrder) -> StoredResponse:
    """The response stored until the payment is settled."""
    awaited = outcome.order.payment_in_progress
    return AwaitedPayment(outcome.order.id, awaited.id).to_remember() if awaited else _remembered(outcome)


def _paid_without_token(order: Order, _: Payment) -> StoredResponse:
    return _remembered(PlacedOrder(order))


def _remembered(outcome: PlacedOrder) -> StoredResponse:
    return placed_without_token(outcome) if outcome.order.is_guest_order else placed_response(outcome)
