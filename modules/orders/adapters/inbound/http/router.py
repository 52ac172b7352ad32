"""The module's router: orders, payments, refunds, shipments, returns, coupons and streams."""

from fastapi import APIRouter

from modules.orders.adapters.inbound.http.coupons import create_coupons_router
from modules.orders.adapters.inbound.http.fulfillment import create_fulfillment_router
from modules.orders.adapters.inbound.http.fulfillment_use_cases import FulfillmentUseCases, ReturnUseCases
from modules.orders.adapters.inbound.http.mails import add_mails
from modules.orders.adapters.inbound.http.order_changes import add_order_changes
from modules.orders.adapters.inbound.http.order_payments import create_checkout_router
from modules.orders.adapters.inbound.http.orders import add_order_queries
from modules.orders.adapters.inbound.http.payments import create_payments_router
from modules.orders.adapters.inbound.http.placement import add_placement
from modules.orders.adapters.inbound.http.refunds import create_refunds_router
from modules.orders.adapters.inbound.http.returns import create_returns_router
from modules.orders.adapters.inbound.http.streams import create_streams_router
from modules.orders.adapters.inbound.http.use_cases import (
    CheckoutUseCases,
    CouponUseCases,
    OrderChangeUseCases,
    OrderQueryUseCases,
    PaymentUseCases,
    PlacementUseCases,
    StreamUseCases,
)
from modules.orders.public import OrderPolicy
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all, router
from shared.infra.http.streams.event_stream import OpenStreams


def create_router(
    *,
    placement: PlacementUseCases,
    checkout: CheckoutUseCases,
    payments: PaymentUseCases,
    queries: OrderQueryUseCases,
    changes: OrderChangeUseCases,
    streaming: StreamUseCases,
    coupons: CouponUseCases,
    fulfillment: FulfillmentUseCases,
    returns: ReturnUseCases,
    streams: OpenStreams,
    policy: OrderPolicy,
    guard: Authorizer,
) -> APIRouter:
    routes = router("/v1/orders", tags=["orders"])
    add_placement(routes, placement, checkout, policy, guard)
    add_order_queries(routes, queries, guard)
    add_order_changes(routes, changes, guard)
    add_mails(routes, changes, guard)
    return include_all(
        routes,
        create_checkout_router(checkout, guard),
        create_payments_router(payments, checkout, guard),
        create_refunds_router(payments, guard),
        create_coupons_router(coupons, guard),
        create_fulfillment_router(fulfillment, guard),
        create_returns_router(returns, guard),
        create_streams_router(streaming, streams, guard),
    )
