"""`/v1/reports/sales`, `/products`, `/top-customers`, `/coupons`: reports on sales."""

from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from modules.reports.adapters.inbound.http.models import (
    CouponRowOut,
    CouponsOut,
    CustomerRowOut,
    ProductRowOut,
    ProductsOut,
    SalesFiguresOut,
    SalesOut,
    SalesRowOut,
    TopCustomersOut,
    report_header,
)
from modules.reports.adapters.inbound.http.parameters import From, Limit, Reader, To, report_response
from modules.reports.application.ranking_reports import RankingReports
from modules.reports.application.sales_reports import SalesReports, total_of
from modules.reports.domain.days import Group
from modules.reports.domain.reports import CouponRow, CustomerRow, ProductRow, SalesFigures, SalesRow
from modules.reports.ports.report_queries import ProductSort
from modules.reports.public import ReportPolicy
from shared.infra.http import route
from shared.infra.http.csv.response import CSV
from shared.infra.http.route_class import RouteClass

_SALES = (*SalesFigures._fields[:-1], "net_cents", "own_refunded_cents")


class SalesReportRoutes(RouteClass, prefix="/v1/reports", tags=["reports"]):
    def __init__(self, *, sales: SalesReports, rankings: RankingReports, policy: ReportPolicy) -> None:
        self._sales = sales
        self._rankings = rankings
        self._policy = policy

    @route.get("/sales", operation_id="report_sales", summary="Report sales", response_model=SalesOut, responses=CSV)
    async def sales(
        self,
        request: Request,
        _: Reader,
        since: From = None,
        until: To = None,
        group: Annotated[
            Literal["day", "week", "month", "country"],
            Query(description="Rows by period or by country. Weeks start on Monday."),
        ] = "day",
    ) -> Response:
        """Sales count on the day on which the order was fully paid, refunds on the day on which they were made."""
        report = await self._sales.list_sales(since, until, Group(group))
        return report_response(
            request,
            report,
            f"sales-by-{group}",
            columns=("country" if group == "country" else "period", *_SALES),
            cells=lambda row: (row.country if group == "country" else row.period, *_figures(row.figures).values()),
            body=lambda: SalesOut(
                **report_header(report, self._policy.timezone),
                currency=self._policy.currency,
                group=group,
                items=[_sales_row(row) for row in report.rows],
                total=SalesFiguresOut.model_construct(**_figures(total_of(report.rows))),
            ),
        )

    @route.get(
        "/products",
        operation_id="report_products",
        summary="Report best sellers",
        response_model=ProductsOut,
        responses=CSV,
    )
    async def products(
        self,
        request: Request,
        _: Reader,
        since: From = None,
        until: To = None,
        sort: Annotated[ProductSort, Query(description="Sort by units or by revenue, highest first.")] = "-units",
        limit: Limit = 20,
    ) -> Response:
        """Covers orders that became sales in the range, with their refunds so far."""
        report = await self._rankings.list_products(since, until, sort, limit)
        return report_response(
            request,
            report,
            "products",
            columns=ProductRow._fields,
            cells=tuple,
            body=lambda: ProductsOut(
                **report_header(report, self._policy.timezone),
                currency=self._policy.currency,
                items=[ProductRowOut.model_construct(**row._asdict()) for row in report.rows],
                truncated=report.truncated,
            ),
        )

    @route.get(
        "/top-customers",
        operation_id="report_top_customers",
        summary="Report top customers",
        response_model=TopCustomersOut,
        responses=CSV,
    )
    async def customers(
        self,
        request: Request,
        _: Reader,
        since: From = None,
        until: To = None,
        limit: Limit = 10,
    ) -> Response:
        """Ranks customers by the amount paid for orders that became sales in the range, minus refunds. Guests are
        excluded.
        """
        report = await self._rankings.list_customers(since, until, limit)
        return report_response(
            request,
            report,
            "top-customers",
            columns=CustomerRow._fields,
            cells=tuple,
            body=lambda: TopCustomersOut(
                **report_header(report, self._policy.timezone),
                currency=self._policy.currency,
                items=[CustomerRowOut.model_construct(**row._asdict()) for row in report.rows],
                truncated=report.truncated,
            ),
        )

    @route.get(
        "/coupons", operation_id="report_coupons", summary="Report coupons", response_model=CouponsOut, responses=CSV
    )
    async def coupons(
        self,
        request: Request,
        _: Reader,
        since: From = None,
        until: To = None,
        limit: Limit = 100,
    ) -> Response:
        """Coupons of orders that became sales in the range, most redeemed first."""
        report = await self._rankings.list_coupons(since, until, limit)
        return report_response(
            request,
            report,
            "coupons",
            columns=CouponRow._fields,
            cells=tuple,
            body=lambda: CouponsOut(
                **report_header(report, self._policy.timezone),
                currency=self._policy.currency,
                items=[CouponRowOut.model_construct(**row._asdict()) for row in report.rows],
                truncated=report.truncated,
            ),
        )


def _figures(figures: SalesFigures) -> dict[str, Any]:
    values = figures._asdict() | {"net_cents": figures.net_cents}
    return {name: values[name] for name in _SALES}


def _sales_row(row: SalesRow) -> SalesRowOut:
    return SalesRowOut.model_construct(period=row.period, country=row.country, **_figures(row.figures))
