"""The module's router: orders, payments, refunds, shipments, returns and streams."""

from fastapi import APIRouter

from modules.orders.adapters.inbound.http.order_payments import create_checkout_router
from modules.orders.adapters.inbound.http.payments import create_payments_router
from modules.orders.adapters.inbound.http.placement import add_placement
from modules.orders.adapters.inbound.http.use_cases import (
    CheckoutUseCases,
    PaymentUseCases,
    PlacementUseCases,
)
from modules.orders.public import OrderPolicy
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all, router


def create_router(
    *,
    placement: PlacementUseCases,
    checkout: CheckoutUseCases,
    payments: PaymentUseCases,
    orders: APIRouter,
    refunds: APIRouter,
    fulfillment: APIRouter,
    policy: OrderPolicy,
    guard: Authorizer,
) -> APIRouter:
    routes = router("/v1/orders", tags=["orders"])
    add_placement(routes, placement, checkout, policy, guard)
    return include_all(
        routes,
        orders,
        create_checkout_router(checkout, guard),
        create_payments_router(payments, checkout, guard),
        refunds,
        fulfillment,
    )
