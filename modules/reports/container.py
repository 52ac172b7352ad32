"""Dependency injection container of the reports module."""

import asyncio
from collections.abc import Callable
from zoneinfo import ZoneInfo

from dependency_injector import containers, providers

from modules.inventory.public import InventoryApi, InventoryFigures
from modules.orders.public import OrderSales
from modules.reports.adapters.inbound import cli
from modules.reports.adapters.inbound.checks import checks
from modules.reports.adapters.inbound.events import subscriptions
from modules.reports.adapters.inbound.http.sales import SalesReportRoutes
from modules.reports.adapters.inbound.http.stock import StockReportRoutes
from modules.reports.adapters.inbound.jobs import jobs
from modules.reports.adapters.outbound.integrity import SqlIntegrity
from modules.reports.adapters.outbound.inventory_gateway import InventoryGateway
from modules.reports.adapters.outbound.orders_gateway import OrdersGateway
from modules.reports.adapters.outbound.tables import metadata
from modules.reports.adapters.outbound.unit_of_work import SqlUnitOfWorkFactory
from modules.reports.adapters.outbound.users_gateway import UsersGateway
from modules.reports.application.catch_up import CatchUp
from modules.reports.application.compare_figures import CompareReports
from modules.reports.application.count_orders import CountOrders
from modules.reports.application.count_unmet_demand import CountUnmetDemand
from modules.reports.application.read_rankings import ReadRankings
from modules.reports.application.read_sales import ReadSales
from modules.reports.application.read_stock import ReadStock
from modules.reports.application.rebuild import RebuildReports, RebuildTotals, RecountOrders
from modules.reports.public import ReportPolicy
from modules.users.public import UsersApi
from shared.infra.cli import Run
from shared.infra.http.route_class import router_of
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import DomainError


class ReportsContainer(containers.DeclarativeContainer):
    """`sales`, `inventory`, `figures` and `users` are the public interfaces of other modules.

    Override `orders`, `stock` or `customers` to run the module without these modules.
    """

    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=ReportPolicy)
    sales: providers.Dependency[OrderSales] = providers.Dependency()
    inventory: providers.Dependency[InventoryApi] = providers.Dependency()
    figures: providers.Dependency[InventoryFigures] = providers.Dependency()
    users: providers.Dependency[UsersApi] = providers.Dependency()
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    unit_of_work_factory = providers.Singleton(SqlUnitOfWorkFactory, database)
    begin = unit_of_work_factory.provided.begin
    snapshot = unit_of_work_factory.provided.snapshot
    zone = providers.Singleton(ZoneInfo, policy.provided.timezone)
    orders = providers.Singleton(OrdersGateway, sales)
    stock = providers.Singleton(InventoryGateway, inventory, figures, policy.provided.timezone)
    customers = providers.Singleton(UsersGateway, users)

    count_orders = providers.Singleton(CountOrders, unit_of_work_factory.provided.join, orders, zone)
    catch_up = providers.Singleton(with_retries, providers.Factory(CatchUp, begin, orders, count_orders))
    count_unmet_demand = providers.Singleton(
        with_retries, providers.Factory(CountUnmetDemand, begin, stock, policy.provided.timezone)
    )
    rebuild = providers.Singleton(
        RebuildReports,
        providers.Factory(with_retries, providers.Factory(RecountOrders, begin, orders, count_orders)),
        providers.Factory(with_retries, providers.Factory(RebuildTotals, begin, stock, policy.provided.timezone)),
    )

    router = providers.Singleton(
        router_of,
        providers.Factory(
            SalesReportRoutes,
            read_sales=providers.Factory(ReadSales, snapshot, zone),
            rankings=providers.Factory(ReadRankings, snapshot, stock, customers, zone),
            policy=policy,
        ),
        providers.Factory(
            StockReportRoutes, read_stock=providers.Factory(ReadStock, snapshot, stock, zone), policy=policy
        ),
    )
    subscriptions = providers.Singleton(subscriptions, count_orders)
    jobs = providers.Singleton(jobs, catch_up, count_unmet_demand)
    checks = providers.Singleton(
        checks,
        providers.Factory(
            CompareReports, providers.Factory(SqlIntegrity), orders, stock, zone, policy.provided.timezone
        ),
    )
    commands = providers.Singleton(cli.commands, rebuild.provider, run)
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
    metadata = providers.Object(metadata)
