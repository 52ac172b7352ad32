"""Dependency injection container of the orders module."""

import random

from dependency_injector import containers

from modules.inventory.public import InventoryApi
from modules.orders.adapters.inbound import background_tasks, gauges, jobs, personal_data, resources
from modules.orders.adapters.inbound.authenticators import create_authenticators
from modules.orders.adapters.inbound.checks import create_checks
from modules.orders.adapters.inbound.event_handlers import subscriptions
from modules.orders.adapters.inbound.exports import exports
from modules.orders.adapters.inbound.in_process import InProcessOrders
from modules.orders.adapters.inbound.scopes import SCOPES
from modules.orders.adapters.inbound.shutdown import close_orders
from modules.orders.adapters.outbound.address_data import LibaddressinputRules
from modules.orders.adapters.outbound.flat_rates import FlatShippingRates, ProductTax
from modules.orders.adapters.outbound.integrity.integrity_queries import SqlIntegrity
from modules.orders.adapters.outbound.inventory import InventoryGateway
from modules.orders.adapters.outbound.payment_providers import create_providers
from modules.orders.adapters.outbound.promotions import PromotionsGateway
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.payment_queries import SqlPaymentQueries
from modules.orders.adapters.outbound.sql.sales_queries import SqlSalesQueries
from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchIndex, SqlSearchQueries
from modules.orders.adapters.outbound.sql.tables import metadata
from modules.orders.adapters.outbound.sql.timeline.order_events import SqlOrderEventQueries
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory, order_queries_in
from modules.orders.adapters.outbound.users import UsersGateway
from modules.orders.application.changes.cancel_order import CancelOrder
from modules.orders.application.changes.claim_guest_orders import ClaimGuestOrders
from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.changes.hold_order import HoldOrder
from modules.orders.application.changes.release_order import ReleaseOrder
from modules.orders.application.changes.resend_mails import ResendMails
from modules.orders.application.changes.update_order import UpdateOrder
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.payments.cancel_pending_approval import CancelPendingApproval
from modules.orders.application.payments.delete_old_provider_events import DeleteOldProviderEvents
from modules.orders.application.payments.notify_authorization_expiry import NotifyAuthorizationExpiry
from modules.orders.application.payments.pay_order import PayOrder
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.placement.address_policy import AddressPolicy
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.placement.guest_tokens import SIGNATURE_LENGTH, GuestTokens
from modules.orders.application.placement.order_intake import OrderIntake
from modules.orders.application.placement.place_order import PlaceOrder
from modules.orders.application.placement.place_orders import PlaceOrders
from modules.orders.application.placement.pricer import Pricer
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.application.queries.order_summaries import SummarizeOrders, SummarizeShipments
from modules.orders.application.queries.sales_export import ExportSales
from modules.orders.application.queries.select_orders import SelectOrders
from modules.orders.application.search.get_index_delay import GetIndexDelay
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.application.search.rebuild_index import RebuildIndex
from modules.orders.application.search.update_search_index import UpdateSearchIndex
from modules.orders.application.settlement.await_settlement import AwaitSettlement
from modules.orders.application.settlement.claim_due import ClaimDue
from modules.orders.application.settlement.reconcile_payments import ReconcilePayments
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.application.settlement.settle_due_payments import SettleDuePayments
from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.ports.payments.payment_provider import PaymentProviders
from modules.orders.public import EVENTS, OrderPolicy, ProviderPolicy
from modules.promotions.public import PromotionsApi
from modules.users.public import UsersApi
from shared.infra.batching import RequestBatcher
from shared.infra.injection import (
    attribute,
    constant,
    dependency,
    factory,
    optional_dependency,
    provider_of,
    retried,
    singleton,
)
from shared.infra.signer import KeySigner
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.module import AuditedKind, Module


class OrdersContainer(containers.DeclarativeContainer):
    """Override `stock`, `coupons` or `customers` to run the module without inventory, promotions or users."""

    database = dependency(Database)
    policy = dependency(OrderPolicy)
    inventory = dependency(InventoryApi)
    promotions = dependency(PromotionsApi)
    users = dependency(UsersApi)
    provider_policy = optional_dependency(ProviderPolicy, ProviderPolicy)

    payment_providers: PaymentProviders = singleton(create_providers, policy=provider_policy)
    stock = singleton(InventoryGateway, inventory_api=inventory)
    coupons = singleton(PromotionsGateway, promotions_api=promotions)
    customers = singleton(UsersGateway, users_api=users)
    shipping_rates = singleton(FlatShippingRates, methods=attribute(policy, lambda policy: policy.shipping_methods))
    transactions = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(transactions, lambda units: units.begin)
    read = attribute(transactions, lambda units: units.read)
    look = attribute(transactions, lambda units: units.look)
    join = attribute(transactions, lambda units: units.join)
    index_of = constant(SqlSearchIndex.within)
    search_of = constant(SqlSearchQueries.within)
    index_orders = singleton(IndexOrders, customers=customers)
    payment_queries = factory(SqlPaymentQueries, database=database)
    update_index = retried(UpdateSearchIndex, begin=begin, index_of=index_of, index_orders=index_orders)
    select_orders = singleton(SelectOrders, read=read, look=look, customers=customers, search_of=search_of)
    guest_signer = singleton(
        KeySigner,
        keys=attribute(policy, lambda policy: policy.guest_keys),
        purpose="tradepost guest order",
        length=SIGNATURE_LENGTH,
    )
    tokens = singleton(GuestTokens, signer=guest_signer)
    pricer = singleton(Pricer, policy=policy, tax=singleton(ProductTax), shipping_rates=shipping_rates)
    addresses = singleton(AddressPolicy, rules=singleton(LibaddressinputRules))
    intake = factory(OrderIntake, customers=customers, pricer=pricer, policy=policy, addresses=addresses)
    place_orders = singleton(
        PlaceOrders,
        begin=begin,
        stock=stock,
        promotions=coupons,
        intake=intake,
        pricer=pricer,
        tokens=tokens,
        policy=policy,
    )
    place_batch = factory(with_retries, work=place_orders)
    order_batcher = singleton(RequestBatcher, handle=place_batch, name="place orders")
    place_order = singleton(PlaceOrder, batch=order_batcher)
    quote_order = singleton(
        QuoteOrder,
        look=look,
        stock=stock,
        promotions=coupons,
        customers=customers,
        pricer=pricer,
        shipping_rates=shipping_rates,
        policy=policy,
        addresses=addresses,
    )
    cancel_order = retried(CancelOrder, begin=begin, stock=stock, promotions=coupons)
    hold_order = retried(HoldOrder, begin=begin)
    release_order = retried(ReleaseOrder, begin=begin, stock=stock)
    request_mails = retried(ResendMails, begin=begin)
    update_order = retried(
        UpdateOrder, begin=begin, stock=stock, promotions=coupons, pricer=pricer, addresses=addresses
    )
    expire_orders = singleton(ExpireOrders, begin=begin, stock=stock, promotions=coupons)
    settle_order = singleton(
        SettleOrder,
        claim=retried(ClaimDue, begin=begin),
        record=retried(
            RecordOutcome, begin=begin, stock=stock, promotions=coupons, policy=policy, chance=constant(random.random)
        ),
        providers=payment_providers,
        capture_at_once=attribute(policy, lambda policy: policy.capture_at_once),
    )
    await_settlement = singleton(AwaitSettlement, settle=settle_order, read=read)
    pay_order = singleton(
        PayOrder,
        cancel_pending=retried(CancelPendingApproval, begin=begin, policy=policy),
        settle=await_settlement,
        start=retried(StartPayment, begin=begin, stock=stock, promotions=coupons, policy=policy),
    )
    settle_orders = singleton(SettleOrders, settle=settle_order)
    reconcile_payments = singleton(ReconcilePayments, begin=begin, settle=settle_orders)
    event_queries = singleton(SqlOrderEventQueries, database=database)
    delete_provider_events = factory(DeleteOldProviderEvents, begin=begin)
    notify_expiry = factory(NotifyAuthorizationExpiry, begin=begin)
    integrity = factory(SqlIntegrity)
    rebuild = singleton(RebuildIndex, begin=begin, index_of=index_of, update=update_index)

    api = singleton(
        InProcessOrders,
        summarize=factory(SummarizeOrders, read=read, records_of=constant(order_queries_in)),
        shipments=factory(SummarizeShipments, look=look),
    )
    sales = singleton(ExportSales, records=factory(SqlSalesQueries))

    module = singleton(
        Module,
        name="orders",
        scopes=SCOPES,
        audited=(AuditedKind("order"),),
        authenticators=provider_of(factory(create_authenticators, tokens=tokens)),
        close=provider_of(
            factory(close_orders, placement=order_batcher, settlement=await_settlement, providers=payment_providers)
        ),
        subscriptions=provider_of(
            singleton(
                subscriptions,
                stock=factory(ApplyStockMovements, join=join, stock=stock),
                erase=factory(
                    EraseCustomer, join=join, promotions=coupons, index_of=index_of, index_orders=index_orders
                ),
                claim=factory(ClaimGuestOrders, join=join, customers=customers),
                settle=factory(SettleDuePayments, begin=begin, settle=settle_orders),
            )
        ),
        jobs=provider_of(
            singleton(
                jobs.jobs,
                expire=expire_orders,
                reconcile=reconcile_payments,
                notify_expiry=notify_expiry,
                delete_events=delete_provider_events,
            )
        ),
        checks=provider_of(
            singleton(
                create_checks,
                integrity=integrity,
                stock=stock,
                promotions=coupons,
                money=payment_queries,
                providers=payment_providers,
                search=search_of,
                index_orders=index_orders,
            )
        ),
        background_tasks=provider_of(singleton(background_tasks.create_background_tasks, update=update_index)),
        gauges=provider_of(singleton(gauges.gauges, delay=factory(GetIndexDelay, search=search_of))),
        personal_data=provider_of(singleton(personal_data.personal_data, look=look)),
        resources=provider_of(singleton(resources.resources, read=read, look=look)),
        exports=provider_of(singleton(exports, select=select_orders)),
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
