"""What the reports module adds in the API process: its routes."""

from modules.reports.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.reports.adapters.inbound.http.sales import SalesReportRoutes
from modules.reports.adapters.inbound.http.stock import StockReportRoutes
from modules.reports.adapters.outbound.users_gateway import UsersGateway
from modules.reports.application.ranking_reports import RankingReports
from modules.reports.application.sales_reports import SalesReports
from modules.reports.application.stock_reports import StockReports
from modules.reports.container import ReportsContainer
from modules.reports.worker_container import ReportsWorkerContainer
from modules.users.public import UsersApi
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import dependency, factory, provider_of, singleton


class ReportsHttpContainer(ReportsWorkerContainer):
    users = dependency(UsersApi)

    customers = singleton(UsersGateway, users=users)

    router = singleton(
        router_of,
        factory(
            SalesReportRoutes,
            sales=factory(SalesReports, snapshot=ReportsContainer.snapshot, zone=ReportsContainer.zone),
            rankings=factory(
                RankingReports,
                snapshot=ReportsContainer.snapshot,
                stock=ReportsContainer.stock,
                customers=customers,
                zone=ReportsContainer.zone,
            ),
            policy=ReportsContainer.policy,
        ),
        factory(
            StockReportRoutes,
            stock_reports=factory(
                StockReports,
                snapshot=ReportsContainer.snapshot,
                stock=ReportsContainer.stock,
                zone=ReportsContainer.zone,
            ),
            policy=ReportsContainer.policy,
        ),
    )

    http = singleton(ModuleApi, router=provider_of(router), tags=TAGS, fields=FIELDS)
