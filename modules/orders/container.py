"""Dependency injection container of the orders module."""

import random

from dependency_injector import containers

from modules.inventory.public import InventoryApi
from modules.orders.adapters.inbound import gauges, jobs
from modules.orders.adapters.inbound.checks import create_checks
from modules.orders.adapters.inbound.in_process import InProcessOrders
from modules.orders.adapters.inbound.scopes import SCOPES
from modules.orders.adapters.outbound.integrity.integrity_queries import SqlIntegrity
from modules.orders.adapters.outbound.inventory_gateway import InventoryGateway
from modules.orders.adapters.outbound.order_backlog import SqlOrderBacklogQueries
from modules.orders.adapters.outbound.payment_provider_registry import create_providers
from modules.orders.adapters.outbound.promotions_gateway import PromotionsGateway
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.payment_queries import SqlPaymentQueries
from modules.orders.adapters.outbound.sql.sales_queries import SqlSalesQueries
from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchIndex, SqlSearchQueries
from modules.orders.adapters.outbound.sql.tables import metadata
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory, order_queries_in
from modules.orders.adapters.outbound.users_gateway import UsersGateway
from modules.orders.application.payments.delete_old_provider_events import DeleteOldProviderEvents
from modules.orders.application.payments.notify_authorization_expiry import NotifyAuthorizationExpiry
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.queries.order_summaries import SummarizeOrders, SummarizeShipments
from modules.orders.application.queries.sales_export import ExportSales
from modules.orders.application.search.get_index_delay import GetIndexDelay
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.application.settlement.adopt_payments import AdoptPayments
from modules.orders.application.settlement.claim_due import ClaimDue
from modules.orders.application.settlement.claim_due_orders import ClaimDueOrders
from modules.orders.application.settlement.reconcile_payments import ReconcilePayments
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.ports.payments.payment_provider import PaymentProviders
from modules.orders.public import EVENTS, OrderPolicy, ProviderPolicy
from modules.promotions.public import PromotionsApi
from modules.users.public import UsersApi
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
from shared.infra.sql.database import Database
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
    transactions = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(transactions, lambda units: units.begin)
    begin_batch = attribute(transactions, lambda units: units.begin_batch)
    read = attribute(transactions, lambda units: units.read)
    look = attribute(transactions, lambda units: units.look)
    join = attribute(transactions, lambda units: units.join)
    index_of = constant(SqlSearchIndex.within)
    search_of = constant(SqlSearchQueries.within)
    index_orders = singleton(IndexOrders, customers=customers)
    payment_queries = factory(SqlPaymentQueries, database=database)
    expire_orders = singleton(ExpireOrders, begin=begin, stock=stock, promotions=coupons)
    settle_order = singleton(
        SettleOrder,
        claim=retried(ClaimDue, begin=begin),
        record=retried(
            RecordOutcome, begin=begin, stock=stock, promotions=coupons, policy=policy, chance=constant(random.random)
        ),
        providers=payment_providers,
        capture_immediately=attribute(policy, lambda policy: policy.capture_immediately),
    )
    claim_due_orders = retried(ClaimDueOrders, begin=begin)
    settle_orders = singleton(SettleOrders, claim=claim_due_orders, settle=settle_order)
    reconcile_payments = singleton(ReconcilePayments, begin=begin, settle=settle_orders)
    delete_provider_events = factory(DeleteOldProviderEvents, begin=begin)
    notify_expiry = factory(NotifyAuthorizationExpiry, begin=begin)
    integrity = factory(SqlIntegrity)

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
                adopt_payments=singleton(
                    AdoptPayments,
                    begin=begin,
                    payments=payment_queries,
                    providers=payment_providers,
                    settle=settle_order,
                    policy=policy,
                ),
            )
        ),
        gauges=provider_of(
            singleton(
                gauges.gauges,
                delay=factory(GetIndexDelay, search=search_of),
                backlog=factory(SqlOrderBacklogQueries),
            )
        ),
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
