"""Router of the reports module."""

from dataclasses import dataclass

from fastapi import APIRouter

from modules.reports.adapters.inbound.http.sales import create_sales_router
from modules.reports.adapters.inbound.http.stock import create_stock_router
from modules.reports.application.read_rankings import ReadRankings
from modules.reports.application.read_sales import ReadSales
from modules.reports.application.read_stock import ReadStock
from modules.reports.public import ReportPolicy
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all


@dataclass(frozen=True, slots=True)
class ReportUseCases:
    """The use cases that the routes call."""

    sales: ReadSales
    rankings: ReadRankings
    stock: ReadStock


def create_router(use_cases: ReportUseCases, policy: ReportPolicy, guard: Authorizer) -> APIRouter:
    return include_all(
        create_sales_router(use_cases.sales, use_cases.rankings, policy, guard),
        create_stock_router(use_cases.stock, policy, guard),
    )
