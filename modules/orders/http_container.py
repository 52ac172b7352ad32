"""What the orders module adds in the API process: its routes."""

from modules.orders.adapters.inbound.http import fulfillment_use_cases, use_cases
from modules.orders.adapters.inbound.http.router import create_router
from modules.orders.adapters.outbound.sql.timeline.order_timeline import SqlOrderTimeline
from modules.orders.application.coupons.change_coupon import ChangeCoupon
from modules.orders.application.coupons.coupon_queries import ReadCoupons
from modules.orders.application.coupons.create_coupon import CreateCoupon
from modules.orders.application.fulfillment.change_return import CloseReturn, DecideReturn, ReceiveReturn, RefundReturn
from modules.orders.application.fulfillment.change_shipment import CancelShipment, ChangeTracking, DeliverShipment
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnits
from modules.orders.application.fulfillment.request_return import RequestReturn
from modules.orders.application.fulfillment.ship_units import ShipUnits
from modules.orders.application.payments.capture_payment import CapturePayment
from modules.orders.application.payments.complete_response import CompleteResponse
from modules.orders.application.payments.handle_provider_webhook import HandleProviderWebhook
from modules.orders.application.payments.refund_order import RefundOrder
from modules.orders.application.payments.retry_refund import DismissRefund, RetryRefund
from modules.orders.application.payments.void_payment import VoidPayment
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.application.queries.fulfillment_queries import ListFulfillmentQueue, ReadReturns, ReadShipments
from modules.orders.application.queries.order_queries import GetOrder, ListOrders
from modules.orders.application.queries.order_timeline import GetOrderTimeline
from modules.orders.application.queries.payment_queries import ReadPayments
from modules.orders.application.queries.stream_orders import StreamOrder, StreamOrders
from modules.orders.container import OrdersContainer
from modules.orders.domain.fulfillment.customer_return import ReturnState
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.injection import attribute, factory, optional_dependency, provider_of, retried, singleton


class OrdersHttpContainer(OrdersContainer):
    guard = singleton(Authorizer)
    streams = optional_dependency(OpenStreams, OpenStreams)

    router = singleton(
        create_router,
        placement=factory(
            use_cases.PlacementUseCases,
            place=OrdersContainer.place_order,
            quote=OrdersContainer.quote_order,
            token_of=attribute(OrdersContainer.tokens, lambda tokens: tokens.issue),
        ),
        checkout=factory(
            use_cases.CheckoutUseCases,
            start=OrdersContainer.start_payment,
            settle=OrdersContainer.await_settlement,
            complete=retried(CompleteResponse, begin=OrdersContainer.begin),
            report=retried(
                HandleProviderWebhook, begin=OrdersContainer.begin, provider=OrdersContainer.payment_provider
            ),
            check_card=factory(
                CheckCard,
                begin=OrdersContainer.begin,
                provider=OrdersContainer.payment_provider,
                policy=OrdersContainer.policy,
            ),
        ),
        payments=factory(
            use_cases.PaymentUseCases,
            read=factory(ReadPayments, records=OrdersContainer.payment_queries),
            refund=retried(
                RefundOrder, begin=OrdersContainer.begin, stock=OrdersContainer.stock, policy=OrdersContainer.policy
            ),
            retry=retried(RetryRefund, begin=OrdersContainer.begin),
            dismiss=retried(DismissRefund, begin=OrdersContainer.begin),
            capture=retried(
                CapturePayment,
                begin=OrdersContainer.begin,
                settle=attribute(OrdersContainer.await_settlement, lambda await_settlement: await_settlement.start),
            ),
            void=retried(
                VoidPayment, begin=OrdersContainer.begin, stock=OrdersContainer.stock, policy=OrdersContainer.policy
            ),
        ),
        queries=factory(
            use_cases.OrderQueryUseCases,
            get=factory(
                GetOrder,
                read=OrdersContainer.read,
                look=OrdersContainer.look,
                stock=OrdersContainer.stock,
                customers=OrdersContainer.customers,
            ),
            list=factory(ListOrders, select=OrdersContainer.select_orders, policy=OrdersContainer.policy),
            timeline=factory(
                GetOrderTimeline,
                look=OrdersContainer.look,
                timeline=singleton(SqlOrderTimeline, inventory=OrdersContainer.inventory),
            ),
        ),
        changes=factory(
            use_cases.OrderChangeUseCases,
            mail=OrdersContainer.request_mails,
            cancel=OrdersContainer.cancel_order,
            hold=OrdersContainer.hold_order,
            release=OrdersContainer.release_order,
            update=OrdersContainer.update_order,
        ),
        streaming=factory(
            use_cases.StreamUseCases,
            order=factory(StreamOrder, events=OrdersContainer.event_queries),
            orders=factory(StreamOrders, events=OrdersContainer.event_queries),
        ),
        coupons=factory(
            use_cases.CouponUseCases,
            read=factory(ReadCoupons, look=OrdersContainer.look),
            create=retried(CreateCoupon, begin=OrdersContainer.begin),
            change=retried(ChangeCoupon, begin=OrdersContainer.begin),
        ),
        fulfillment=factory(
            fulfillment_use_cases.FulfillmentUseCases,
            read=factory(ReadShipments, look=OrdersContainer.look),
            queue=factory(ListFulfillmentQueue, look=OrdersContainer.look, stock=OrdersContainer.stock),
            ship=retried(ShipUnits, begin=OrdersContainer.begin, stock=OrdersContainer.stock),
            reallocate=retried(ReallocateUnits, begin=OrdersContainer.begin, stock=OrdersContainer.stock),
            relabel=retried(ChangeTracking, begin=OrdersContainer.begin),
            deliver=retried(DeliverShipment, begin=OrdersContainer.begin),
            cancel=retried(CancelShipment, begin=OrdersContainer.begin, stock=OrdersContainer.stock),
        ),
        returns=factory(
            fulfillment_use_cases.ReturnUseCases,
            read=factory(ReadReturns, look=OrdersContainer.look),
            request=retried(RequestReturn, begin=OrdersContainer.begin, policy=OrdersContainer.policy),
            approve=retried(DecideReturn, begin=OrdersContainer.begin, state=ReturnState.APPROVED),
            reject=retried(DecideReturn, begin=OrdersContainer.begin, state=ReturnState.REJECTED),
            cancel=retried(DecideReturn, begin=OrdersContainer.begin, state=ReturnState.CANCELLED),
            receive=retried(ReceiveReturn, begin=OrdersContainer.begin, stock=OrdersContainer.stock),
            refund=retried(RefundReturn, begin=OrdersContainer.begin),
            close=retried(CloseReturn, begin=OrdersContainer.begin),
        ),
        streams=streams,
        policy=OrdersContainer.policy,
        guard=guard,
    )

    http = singleton(ModuleApi, router=provider_of(router))
