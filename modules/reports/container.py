"""Dependency injection container of the reports module."""

from zoneinfo import ZoneInfo

from dependency_injector import containers

from modules.inventory.public import InventoryApi, InventoryFigures
from modules.orders.public import OrderSales
from modules.reports.adapters.inbound.checks import checks
from modules.reports.adapters.inbound.gauges import gauges
from modules.reports.adapters.inbound.jobs import jobs
from modules.reports.adapters.outbound.integrity import SqlIntegrity
from modules.reports.adapters.outbound.inventory_gateway import InventoryGateway
from modules.reports.adapters.outbound.orders_gateway import OrdersGateway
from modules.reports.adapters.outbound.report_queries import SqlReportQueries
from modules.reports.adapters.outbound.tables import metadata
from modules.reports.adapters.outbound.unit_of_work import SqlUnitOfWorkFactory
from modules.reports.application.catch_up import CatchUp
from modules.reports.application.compare_figures import CompareReports
from modules.reports.application.count_orders import CountOrders
from modules.reports.application.count_unmet_demand import CountUnmetDemand
from modules.reports.public import ReportPolicy
from shared.infra.injection import attribute, constant, dependency, factory, provider_of, retried, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import Module, Scope


class ReportsContainer(containers.DeclarativeContainer):
    """`orders_sales`, `inventory` and `inventory_figures` are the public interfaces of other modules.

    Override `orders` or `stock` to run the module without these modules.
    """

    database = dependency(Database)
    policy = dependency(ReportPolicy)
    orders_sales = dependency(OrderSales)
    inventory = dependency(InventoryApi)
    inventory_figures = dependency(InventoryFigures)

    unit_of_work_factory = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(unit_of_work_factory, lambda units: units.begin)
    snapshot = attribute(unit_of_work_factory, lambda units: units.snapshot)
    join = attribute(unit_of_work_factory, lambda units: units.join)
    zone = singleton(ZoneInfo, attribute(policy, lambda policy: policy.timezone))
    orders = singleton(OrdersGateway, orders=orders_sales)
    stock = singleton(
        InventoryGateway,
        inventory=inventory,
        figures=inventory_figures,
        timezone=attribute(policy, lambda policy: policy.timezone),
    )
    count_orders = singleton(CountOrders, join=join, sales=orders, zone=zone)
    catch_up = retried(CatchUp, begin=begin, sales=orders, count=count_orders)
    count_unmet_demand = retried(
        CountUnmetDemand, begin=begin, stock=stock, timezone=attribute(policy, lambda policy: policy.timezone)
    )

    module = singleton(
        Module,
        name="reports",
        scopes=(Scope("reports:read", "Read reports", roles=("support", "manager")),),
        jobs=provider_of(singleton(jobs, catch_up=catch_up, count_unmet_demand=count_unmet_demand)),
        checks=provider_of(
            singleton(
                checks,
                compare=factory(
                    CompareReports,
                    integrity=factory(SqlIntegrity),
                    sales=orders,
                    stock=stock,
                    zone=zone,
                    timezone=attribute(policy, lambda policy: policy.timezone),
                ),
            )
        ),
        gauges=provider_of(singleton(gauges, figures_within=constant(SqlReportQueries.within), zone=zone)),
        metadata=metadata,
    )
