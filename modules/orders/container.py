"""Dependency injection container of the orders module."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from dependency_injector import containers, providers

from modules.inventory.public import InventoryApi
from modules.orders.adapters.inbound import background_tasks, cli, gauges, jobs, personal_data, resources
from modules.orders.adapters.inbound.checks import create_checks
from modules.orders.adapters.inbound.events import subscriptions
from modules.orders.adapters.inbound.http import fulfillment_use_cases, use_cases
from modules.orders.adapters.inbound.http.router import create_router
from modules.orders.adapters.inbound.imports_and_exports import exports, imports
from modules.orders.adapters.inbound.in_process import InProcessOrders
from modules.orders.adapters.outbound.address_data import LibaddressinputRules
from modules.orders.adapters.outbound.flat_rates import FlatShippingRates, ProductTax
from modules.orders.adapters.outbound.integrity.integrity_queries import SqlIntegrity
from modules.orders.adapters.outbound.inventory import InventoryGateway
from modules.orders.adapters.outbound.payment_providers import provider_for
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.payment_queries import SqlPaymentQueries
from modules.orders.adapters.outbound.sql.sales_queries import SqlSalesQueries
from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchIndex, SqlSearchQueries
from modules.orders.adapters.outbound.sql.tables import metadata
from modules.orders.adapters.outbound.sql.timeline.order_events import SqlOrderEventQueries
from modules.orders.adapters.outbound.sql.timeline.order_timeline import SqlOrderTimeline
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory, order_queries_in
from modules.orders.adapters.outbound.users import UsersGateway
from modules.orders.application.changes.cancel_order import CancelOrder
from modules.orders.application.changes.claim_guest_orders import ClaimGuestOrders
from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.changes.hold_order import HoldOrder, ReleaseOrder
from modules.orders.application.changes.resend_mails import ResendMails
from modules.orders.application.changes.update_order import UpdateOrder
from modules.orders.application.coupons.change_coupon import ChangeCoupon
from modules.orders.application.coupons.coupon_queries import ReadCoupons
from modules.orders.application.coupons.create_coupon import CreateCoupon
from modules.orders.application.coupons.import_coupons import ImportCoupons
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.fulfillment.change_return import CloseReturn, DecideReturn, ReceiveReturn, RefundReturn
from modules.orders.application.fulfillment.change_shipment import CancelShipment, ChangeTracking, DeliverShipment
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnits
from modules.orders.application.fulfillment.request_return import RequestReturn
from modules.orders.application.fulfillment.ship_units import ShipUnits
from modules.orders.application.payments.await_settlement import AwaitSettlement
from modules.orders.application.payments.capture_payment import CapturePayment
from modules.orders.application.payments.claim_due import ClaimDue
from modules.orders.application.payments.complete_response import CompleteResponse
from modules.orders.application.payments.handle_provider_webhook import DeleteOldProviderEvents, HandleProviderWebhook
from modules.orders.application.payments.pay_order import pay_order
from modules.orders.application.payments.reconcile_payments import NotifyAuthorizationExpiry, ReconcilePayments
from modules.orders.application.payments.record_outcome import RecordOutcome
from modules.orders.application.payments.refund_order import RefundOrder
from modules.orders.application.payments.retry_refund import DismissRefund, RetryRefund
from modules.orders.application.payments.settle_order import SettleOrder
from modules.orders.application.payments.settle_orders import SettleDuePayments, SettleOrders
from modules.orders.application.payments.void_payment import VoidPayment
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.placement.guest_tokens import SIGNATURE_LENGTH, GuestTokens
from modules.orders.application.placement.order_intake import OrderIntake
from modules.orders.application.placement.place_order import PlaceOrder
from modules.orders.application.placement.place_orders import PlaceOrders
from modules.orders.application.placement.pricer import Pricer
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.application.queries.fulfillment_queries import ListFulfillmentQueue, ReadReturns, ReadShipments
from modules.orders.application.queries.order_queries import GetOrder, ListOrders, SelectOrders
from modules.orders.application.queries.order_summaries import SummarizeOrders, SummarizeShipments
from modules.orders.application.queries.order_timeline import GetOrderTimeline
from modules.orders.application.queries.payment_queries import ReadPayments
from modules.orders.application.queries.sales_export import ExportSales
from modules.orders.application.queries.stream_orders import StreamOrder, StreamOrders
from modules.orders.application.search.check_search_index import GetIndexDelay
from modules.orders.application.search.index_orders import IndexOrders, RebuildIndex, UpdateSearchIndex
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.ports.payments.provider import PaymentProvider
from modules.orders.public import EVENTS, OrderPolicy, ProviderPolicy
from modules.users.public import UsersApi
from shared.infra.batching import RequestBatcher
from shared.infra.cli import Run
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.signer import KeySigner
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries


def retried(use_case: Callable[..., Any], *dependencies: object) -> providers.Factory[Any]:
    return providers.Factory(with_retries, providers.Factory(use_case, *dependencies))


class OrdersContainer(containers.DeclarativeContainer):
    """Override `stock` or `customers` to run the module without inventory or users."""

    database = providers.Dependency(instance_of=Database)
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))
    policy = providers.Dependency(instance_of=OrderPolicy)
    guard = providers.Dependency(instance_of=Authorizer)
    inventory: providers.Dependency[InventoryApi] = providers.Dependency()
    users: providers.Dependency[UsersApi] = providers.Dependency()
    provider_policy = providers.Dependency(instance_of=ProviderPolicy, default=providers.Factory(ProviderPolicy))
    payment_provider: providers.Dependency[PaymentProvider] = providers.Dependency(
        default=providers.Singleton(provider_for, provider_policy)
    )
    stock = providers.Singleton(InventoryGateway, inventory)
    customers = providers.Singleton(UsersGateway, users)
    shipping_rates = providers.Singleton(FlatShippingRates, policy.provided.shipping_methods)
    transactions = providers.Singleton(SqlUnitOfWorkFactory, database)
    begin = transactions.provided.begin
    read = transactions.provided.read
    look = transactions.provided.look
    index_of = providers.Object(SqlSearchIndex.within)
    search_of = providers.Object(SqlSearchQueries.within)
    index_orders = providers.Singleton(IndexOrders, customers)
    payment_queries = providers.Factory(SqlPaymentQueries, database)
    index_step = providers.Factory(UpdateSearchIndex, begin, index_of, index_orders)
    update_index = providers.Singleton(with_retries, index_step)
    select_orders = providers.Singleton(SelectOrders, read, look, customers, search_of)
    guest_signer = providers.Singleton(KeySigner, policy.provided.guest_keys, "tradepost guest order", SIGNATURE_LENGTH)
    tokens = providers.Singleton(GuestTokens, guest_signer)
    pricer = providers.Singleton(Pricer, policy, providers.Singleton(ProductTax), shipping_rates)
    addresses = providers.Singleton(AddressPolicy, providers.Singleton(LibaddressinputRules))
    intake = providers.Factory(OrderIntake, customers, pricer, policy, addresses)
    place_orders = providers.Singleton(
        PlaceOrders, begin=begin, stock=stock, intake=intake, pricer=pricer, tokens=tokens, policy=policy
    )
    place_batch = providers.Factory(with_retries, place_orders)
    order_batcher = providers.Singleton(RequestBatcher, place_batch, name="place orders")
    place_order = providers.Singleton(PlaceOrder, order_batcher)
    quote_order = providers.Singleton(QuoteOrder, look, stock, customers, pricer, shipping_rates, policy, addresses)
    cancel_order = providers.Singleton(with_retries, providers.Factory(CancelOrder, begin, stock))
    hold_order = providers.Singleton(with_retries, providers.Factory(HoldOrder, begin))
    release_order = providers.Singleton(with_retries, providers.Factory(ReleaseOrder, begin, stock))
    request_mails = providers.Singleton(with_retries, providers.Factory(ResendMails, begin))
    update_order = providers.Singleton(with_retries, providers.Factory(UpdateOrder, begin, stock, pricer, addresses))
    expire_orders = providers.Singleton(ExpireOrders, begin, stock)
    settle_order = providers.Singleton(
        SettleOrder,
        retried(ClaimDue, begin),
        retried(RecordOutcome, begin, stock, policy, providers.Object(random.random)),
        payment_provider,
        capture_at_once=policy.provided.capture_at_once,
    )
    await_settlement = providers.Singleton(AwaitSettlement, settle_order, read)
    retries = providers.Object(with_retries)
    start_payment = providers.Singleton(pay_order, begin, stock, policy, await_settlement, retries)
    settle_orders = providers.Singleton(SettleOrders, settle_order)
    reconcile_payments = providers.Singleton(ReconcilePayments, begin, settle_orders)
    event_queries = providers.Singleton(SqlOrderEventQueries, database)
    streams = providers.Singleton(OpenStreams)
    router = providers.Singleton(
        create_router,
        placement=providers.Factory(use_cases.PlacementUseCases, place_order, quote_order, tokens.provided.issue),
        checkout=providers.Factory(
            use_cases.CheckoutUseCases,
            start_payment,
            await_settlement,
            retried(CompleteResponse, begin),
            retried(HandleProviderWebhook, begin, payment_provider),
            providers.Factory(CheckCard, begin, payment_provider, policy),
        ),
        payments=providers.Factory(
            use_cases.PaymentUseCases,
            providers.Factory(ReadPayments, payment_queries),
            retried(RefundOrder, begin, stock, policy),
            retried(RetryRefund, begin),
            retried(DismissRefund, begin),
            retried(CapturePayment, begin, await_settlement.provided.start),
            retried(VoidPayment, begin, stock, policy),
        ),
        queries=providers.Factory(
            use_cases.OrderQueryUseCases,
            providers.Factory(GetOrder, read, look, stock, customers),
            providers.Factory(ListOrders, select_orders, policy),
            providers.Factory(GetOrderTimeline, look, providers.Singleton(SqlOrderTimeline, inventory)),
        ),
        changes=providers.Factory(
            use_cases.OrderChangeUseCases, request_mails, cancel_order, hold_order, release_order, update_order
        ),
        streaming=providers.Factory(
            use_cases.StreamUseCases,
            providers.Factory(StreamOrder, event_queries),
            providers.Factory(StreamOrders, event_queries),
        ),
        coupons=providers.Factory(
            use_cases.CouponUseCases,
            providers.Factory(ReadCoupons, look),
            retried(CreateCoupon, begin),
            retried(ChangeCoupon, begin),
        ),
        fulfillment=providers.Factory(
            fulfillment_use_cases.FulfillmentUseCases,
            providers.Factory(ReadShipments, look),
            providers.Factory(ListFulfillmentQueue, look, stock),
            ship=retried(ShipUnits, begin, stock),
            reallocate=retried(ReallocateUnits, begin, stock),
            relabel=retried(ChangeTracking, begin),
            deliver=retried(DeliverShipment, begin),
            cancel=retried(CancelShipment, begin, stock),
        ),
        returns=providers.Factory(
            fulfillment_use_cases.ReturnUseCases,
            providers.Factory(ReadReturns, look),
            request=retried(RequestReturn, begin, policy),
            approve=retried(DecideReturn, begin, ReturnState.APPROVED),
            reject=retried(DecideReturn, begin, ReturnState.REJECTED),
            cancel=retried(DecideReturn, begin, ReturnState.CANCELLED),
            receive=retried(ReceiveReturn, begin, stock),
            refund=retried(RefundReturn, begin),
            close=retried(CloseReturn, begin),
        ),
        streams=streams,
        policy=policy,
        guard=guard,
    )
    guest_authenticate = tokens.provided.authenticate
    subscriptions = providers.Singleton(
        subscriptions,
        providers.Factory(ApplyStockMovements, transactions.provided.join, stock),
        providers.Factory(EraseCustomer, transactions.provided.join, index_of, index_orders),
        providers.Factory(ClaimGuestOrders, transactions.provided.join, customers),
        providers.Factory(SettleDuePayments, begin, settle_orders),
    )
    delete_provider_events = providers.Factory(DeleteOldProviderEvents, begin)
    notify_expiry = providers.Factory(NotifyAuthorizationExpiry, begin)
    jobs = providers.Singleton(jobs.jobs, expire_orders, reconcile_payments, notify_expiry, delete_provider_events)
    integrity = providers.Factory(SqlIntegrity)
    checks = providers.Singleton(
        create_checks, integrity, stock, payment_queries, payment_provider, search_of, index_orders
    )
    loops = providers.Singleton(background_tasks.create_background_tasks, update_index)
    gauges = providers.Singleton(gauges.gauges, providers.Factory(GetIndexDelay, search_of))
    rebuild = providers.Singleton(RebuildIndex, begin, index_of, update_index)
    commands = providers.Singleton(cli.commands, rebuild.provider, run)
    personal_data = providers.Singleton(personal_data.personal_data, look)
    resources = providers.Singleton(resources.resources, read, look)
    imports = providers.Singleton(imports, providers.Factory(ImportCoupons, transactions.provided.join))
    exports = providers.Singleton(exports, select_orders, look)
    api = providers.Singleton(
        InProcessOrders,
        providers.Factory(SummarizeOrders, read, providers.Object(order_queries_in)),
        providers.Factory(SummarizeShipments, look),
    )
    sales = providers.Singleton(ExportSales, providers.Factory(SqlSalesQueries))
    constraints = providers.Object(CONSTRAINTS)
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
