"""`/v1/orders` and what hangs on them: payments, refunds, shipments, returns, coupons, streams."""

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
from shared.infra.http.routing import combine_routers, router
from shared.infra.http.streams.event_stream import OpenStreams


def create_router(
    *,
    placing: PlacementUseCases,
    paying: CheckoutUseCases,
    money: PaymentUseCases,
    reading: OrderQueryUseCases,
    changing: OrderChangeUseCases,
    streaming: StreamUseCases,
    coupons: CouponUseCases,
    fulfilment: FulfillmentUseCases,
    returns: ReturnUseCases,
    streams: OpenStreams,
    policy: OrderPolicy,
    guard: Authorizer,
) -> APIRouter:
    routes = router("/v1/orders", tags=["orders"])
    add_placement(routes, placing, paying, policy, guard)
    add_order_queries(routes, reading, guard)
    add_order_changes(routes, changing, guard)
    add_mails(routes, changing, guard)
    return combine_routers(
        routes,
        create_checkout_router(paying, guard),
        create_payments_router(money, paying, guard),
        create_refunds_router(money, guard),
        create_coupons_router(coupons, guard),
        create_fulfillment_router(fulfilment, guard),
        create_returns_router(returns, guard),
        create_streams_router(streaming, streams, guard),
    )
