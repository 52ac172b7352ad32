"""What the orders module adds in the API process: its routes."""

from modules.orders.adapters.inbound.http.fulfillment.routes import FulfillmentQueueRoutes, ShipmentRoutes
from modules.orders.adapters.inbound.http.glossary import TAGS, fields
from modules.orders.adapters.inbound.http.orders.change_routes import OrderChangeRoutes
from modules.orders.adapters.inbound.http.orders.fulfillment_routes import OrderFulfillmentRoutes
from modules.orders.adapters.inbound.http.orders.mail_routes import OrderMailRoutes
from modules.orders.adapters.inbound.http.orders.routes import OrderRoutes
from modules.orders.adapters.inbound.http.payments.order_payment_routes import OrderPaymentRoutes
from modules.orders.adapters.inbound.http.payments.provider_webhook_routes import ProviderWebhookRoutes
from modules.orders.adapters.inbound.http.payments.routes import PaymentRoutes
from modules.orders.adapters.inbound.http.payments.settlement import SettlementResponder
from modules.orders.adapters.inbound.http.placement.routes import PlacementRoutes
from modules.orders.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.orders.adapters.inbound.http.refunds.routes import RefundRoutes
from modules.orders.adapters.inbound.http.returns.routes import ReturnRoutes
from modules.orders.adapters.inbound.http.streams.routes import OrderStreamRoutes, StreamTicketRoutes
from modules.orders.adapters.outbound.payment_provider_registry import load
from modules.orders.adapters.outbound.sql.timeline.order_events import SqlOrderEventQueries
from modules.orders.adapters.outbound.sql.timeline.order_timeline import SqlOrderTimeline
from modules.orders.application.fulfillment.cancel_shipment import CancelShipment
from modules.orders.application.fulfillment.change_tracking import ChangeTracking
from modules.orders.application.fulfillment.deliver_shipment import DeliverShipment
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnits
from modules.orders.application.fulfillment.ship_units import ShipUnits
from modules.orders.application.payments.capture_payment import CapturePayment
from modules.orders.application.payments.complete_response import CompleteResponse
from modules.orders.application.payments.handle_provider_webhook import HandleProviderWebhook
from modules.orders.application.payments.void_payment import VoidPayment
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.application.placement.find_answered_keys import FindAnsweredKeys
from modules.orders.application.queries.get_order import GetOrder
from modules.orders.application.queries.get_order_timeline import GetOrderTimeline
from modules.orders.application.queries.list_fulfillment_queue import ListFulfillmentQueue
from modules.orders.application.queries.list_orders import ListOrders
from modules.orders.application.queries.payment_query_service import PaymentQueryService
from modules.orders.application.queries.return_query_service import ReturnQueryService
from modules.orders.application.queries.shipment_query_service import ShipmentQueryService
from modules.orders.application.queries.stream_order import StreamOrder
from modules.orders.application.queries.stream_orders import StreamOrders
from modules.orders.application.refunds.dismiss_refund import DismissRefund
from modules.orders.application.refunds.refund_order import RefundOrder
from modules.orders.application.refunds.retry_refund import RetryRefund
from modules.orders.application.returns.close_return import CloseReturn
from modules.orders.application.returns.decide_return import DecideReturn
from modules.orders.application.returns.receive_return import ReceiveReturn
from modules.orders.application.returns.refund_return import RefundReturn
from modules.orders.application.returns.request_return import RequestReturn
from modules.orders.container import OrdersContainer
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.placement_container import OrdersPlacementContainer
from modules.orders.worker_container import OrdersWorkerContainer
from shared.infra.batching import RequestBatcher
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.injection import factory, optional_dependency, provider_of, retried, singleton


class OrdersHttpContainer(OrdersPlacementContainer):
    begin = OrdersContainer.begin
    stock = OrdersContainer.stock
    look = OrdersContainer.look
    policy = OrdersContainer.policy

    loaded_providers = singleton(load, OrdersContainer.payment_providers)
    event_queries = singleton(SqlOrderEventQueries, database=OrdersContainer.database)
    streams = optional_dependency(OpenStreams, OpenStreams)

    payment_query_service = factory(PaymentQueryService, records=OrdersContainer.payment_queries)
    find_answered_keys = singleton(FindAnsweredKeys, begin=OrdersContainer.begin_batch)
    was_answered = singleton(RequestBatcher, handle=find_answered_keys, name="find answered keys", max_in_flight=1)
    check_card = factory(
        CheckCard,
        was_answered=was_answered,
        providers=loaded_providers,
        policy=policy,
    )
    settlement = singleton(
        SettlementResponder,
        await_settlement=OrdersPlacementContainer.await_settlement,
        complete_response=retried(CompleteResponse, begin=begin),
    )

    router = singleton(
        router_of,
        factory(
            PlacementRoutes,
            place_order=OrdersPlacementContainer.place_order,
            quote_order=OrdersPlacementContainer.quote_order,
            check_card=check_card,
            settlement=settlement,
            tokens=OrdersPlacementContainer.tokens,
            policy=policy,
        ),
        factory(
            OrderRoutes,
            list_orders=factory(ListOrders, select=OrdersWorkerContainer.select_orders, policy=policy),
            get_order=factory(
                GetOrder,
                read=OrdersContainer.read,
                look=look,
                stock=stock,
                customers=OrdersContainer.customers,
            ),
            get_timeline=factory(
                GetOrderTimeline,
                look=look,
                timeline=singleton(SqlOrderTimeline, inventory=OrdersContainer.inventory),
            ),
        ),
        factory(
            OrderChangeRoutes,
            update_order=OrdersPlacementContainer.update_order,
            cancel_order=OrdersPlacementContainer.cancel_order,
            hold_order=OrdersPlacementContainer.hold_order,
            release_order=OrdersPlacementContainer.release_order,
        ),
        factory(OrderMailRoutes, resend_mails=OrdersPlacementContainer.request_mails),
        factory(
            OrderPaymentRoutes,
            pay_order=OrdersPlacementContainer.pay_order,
            check_card=check_card,
            settlement=settlement,
        ),
        factory(
            ProviderWebhookRoutes,
            handle_webhook=retried(HandleProviderWebhook, begin=begin, providers=loaded_providers),
        ),
        factory(
            PaymentRoutes,
            queries=payment_query_service,
            void_payment=retried(VoidPayment, begin=begin, stock=stock, policy=policy),
            capture_payment=retried(
                CapturePayment,
                begin=begin,
                settlement=OrdersPlacementContainer.await_settlement,
            ),
            settlement=settlement,
        ),
        factory(
            RefundRoutes,
            queries=payment_query_service,
            refund_order=retried(RefundOrder, begin=begin, stock=stock, policy=policy),
            retry_refund=retried(RetryRefund, begin=begin),
            dismiss_refund=retried(DismissRefund, begin=begin),
        ),
        factory(
            OrderFulfillmentRoutes,
            ship_units=retried(ShipUnits, begin=begin, stock=stock),
            reallocate_units=retried(ReallocateUnits, begin=begin, stock=stock),
        ),
        factory(
            ShipmentRoutes,
            queries=factory(ShipmentQueryService, look=look),
            change_tracking=retried(ChangeTracking, begin=begin),
            cancel_shipment=retried(CancelShipment, begin=begin, stock=stock),
            deliver_shipment=retried(DeliverShipment, begin=begin),
        ),
        factory(
            FulfillmentQueueRoutes,
            list_queue=factory(ListFulfillmentQueue, look=look, stock=stock),
        ),
        factory(
            ReturnRoutes,
            queries=factory(ReturnQueryService, look=look),
            request_return=retried(RequestReturn, begin=begin, policy=policy),
            approve_return=retried(DecideReturn, begin=begin, state=ReturnState.APPROVED),
            reject_return=retried(DecideReturn, begin=begin, state=ReturnState.REJECTED),
            cancel_return=retried(DecideReturn, begin=begin, state=ReturnState.CANCELLED),
            receive_return=retried(ReceiveReturn, begin=begin, stock=stock),
            refund_return=retried(RefundReturn, begin=begin),
            close_return=retried(CloseReturn, begin=begin),
        ),
        factory(
            OrderStreamRoutes,
            stream_orders=factory(StreamOrders, events=event_queries),
            stream_order=factory(StreamOrder, events=event_queries),
            streams=streams,
        ),
        factory(StreamTicketRoutes),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=singleton(fields, policy=policy),
        problem_codes=PROBLEM_CODES,
    )
