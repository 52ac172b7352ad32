"""`POST /v1/orders` and its quote."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from modules.orders.adapters.inbound.http import rendering
from modules.orders.adapters.inbound.http.answers import PlacedOrderOut, QuoteOut
from modules.orders.adapters.inbound.http.quote_rendering import quoted
from modules.orders.adapters.inbound.http.requests import OrderIn
from modules.orders.adapters.inbound.http.use_cases import PlacingUseCases
from modules.orders.public import OrderPolicy
from shared.infra.http.answers import send
from shared.infra.http.call import Call
from shared.infra.http.documented import refusals
from shared.infra.http.guard import Guard
from shared.kernel.idempotency import AlreadyAnswered

_ITEMS = ("price_changed", "bulk_coupon_required", "coupon_invalid")


def add_placing(routes: APIRouter, use_cases: PlacingUseCases, policy: OrderPolicy, guard: Guard) -> None:
    @routes.post(
        "",
        operation_id="place_order",
        summary="Place an order",
        status_code=201,
        response_model=PlacedOrderOut,
        responses=refusals(
            "insufficient_stock",
            *_ITEMS,
            "duplicate_reference",
            "too_many_unpaid_orders",
            "customer_required",
            "payment_method_unavailable",
        ),
    )
    async def place(body: OrderIn, call: Annotated[Call, Depends(guard.call())]) -> Response:
        """The order is durable and its stock held when this answers; nothing is held when anything is short.

        Who lacks orders:create has a limit of unpaid orders. `manual` and `invoice` need payments:record.
        """
        if body.coupon_code is not None:
            await call.limit("coupon")
        command = body.command(call.principal, call.cause)
        remembered = rendering.placed_to_remember if command.customer else None
        try:
            return await call.answer(use_cases.place, command, rendering.placed, remembered)
        except AlreadyAnswered as again:
            if not rendering.lacks_token(again.answer):
                raise
            order_id = int(again.answer.headers["Location"].rpartition("/")[2])
            raise AlreadyAnswered(rendering.replayed(again.answer, use_cases.token_of(order_id))) from again

    @routes.post(
        "/quote",
        operation_id="quote_order",
        summary="Ask what an order would cost",
        response_model=QuoteOut,
        responses=refusals(*_ITEMS),
    )
    async def quote(body: OrderIn, call: Annotated[Call, Depends(guard.call(anyone=True))]) -> Response:
        """The same code as placing, without any effect. Shortness is shown, not refused."""
        if body.coupon_code is not None:
            await call.limit("coupon")
        command = body.command(call.principal, call.cause)
        return send(quoted(await use_cases.quote(command), command.coupon_code, policy))
