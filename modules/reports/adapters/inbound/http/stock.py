"""`/v1/reports/low-stock`, `/inventory-valuation`, `/unmet-demand`: reports on stock."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from modules.reports.adapters.inbound.http.models import (
    LowStockReportOut,
    LowStockRowOut,
    StockTotalOut,
    StockValueRowOut,
    UnmetDemandOut,
    UnmetDemandRowOut,
    ValuationOut,
    report_header,
)
from modules.reports.adapters.inbound.http.parameters import From, Limit, Reader, To, report_response
from modules.reports.application.stock_reports import StockReports
from modules.reports.domain.reports import LowStockRow, StockValueRow, UnmetDemandRow
from modules.reports.public import ReportPolicy
from shared.infra.http import route
from shared.infra.http.csv.response import CSV
from shared.infra.http.requests.fields import QueryDigits
from shared.infra.http.route_class import RouteClass
from shared.kernel.values.quantity import clamp_to_exact

_Threshold = Annotated[int, Field(ge=0, le=10**9), QueryDigits]
_TOTALS = ("on_hand_units", "reserved_units", "unavailable_units", "retail_value_cents")


class StockReportRoutes(RouteClass, prefix="/v1/reports", tags=["reports"]):
    def __init__(self, *, stock_reports: StockReports, policy: ReportPolicy) -> None:
        self._stock_reports = stock_reports
        self._policy = policy

    @route.get(
        "/low-stock",
        operation_id="report_low_stock",
        summary="Report low stock",
        response_model=LowStockReportOut,
        responses=CSV,
    )
    async def low_stock(
        self,
        request: Request,
        _: Reader,
        threshold: Annotated[
            _Threshold | None, Query(description="Threshold for products without their own; by default the shop's.")
        ] = None,
        limit: Limit = 100,
    ) -> Response:
        """Current low stock by the rule of `/v1/inventory/low-stock`, lowest first."""
        report = await self._stock_reports.list_low_stock(threshold, limit)
        return report_response(
            request,
            report,
            "low-stock",
            columns=LowStockRow._fields,
            cells=tuple,
            body=lambda: LowStockReportOut(
                **report_header(report),
                items=[LowStockRowOut.model_construct(**row._asdict()) for row in report.rows],
                truncated=report.truncated,
            ),
        )

    @route.get(
        "/inventory-valuation",
        operation_id="report_inventory_valuation",
        summary="Report inventory valuation",
        response_model=ValuationOut,
        responses=CSV,
    )
    async def valuation(self, request: Request, _: Reader) -> Response:
        """Units currently on hand, by location, valued at the current selling price."""
        report = await self._stock_reports.list_stock_values()
        return report_response(
            request,
            report,
            "inventory-valuation",
            columns=StockValueRow._fields,
            cells=tuple,
            body=lambda: ValuationOut(
                **report_header(report),
                currency=self._policy.currency,
                items=[StockValueRowOut.model_construct(**row._asdict()) for row in report.rows],
                total=_total(report.rows),
            ),
        )

    @route.get(
        "/unmet-demand",
        operation_id="report_unmet_demand",
        summary="Report unmet demand",
        response_model=UnmetDemandOut,
        responses=CSV,
    )
    async def unmet_demand(
        self,
        request: Request,
        _: Reader,
        since: From = None,
        until: To = None,
        limit: Limit = 100,
    ) -> Response:
        """Orders that were refused because of insufficient stock, by day and SKU, latest day first."""
        report = await self._stock_reports.list_unmet_demand(since, until, limit)
        return report_response(
            request,
            report,
            "unmet-demand",
            columns=UnmetDemandRow._fields,
            cells=tuple,
            body=lambda: UnmetDemandOut(
                **report_header(report, self._policy.timezone),
                items=[UnmetDemandRowOut.model_construct(**row._asdict()) for row in report.rows],
                truncated=report.truncated,
            ),
        )


def _total(rows: Sequence[StockValueRow]) -> StockTotalOut:
    sums: dict[str, Any] = {name: clamp_to_exact(sum(getattr(row, name) for row in rows)) for name in _TOTALS}
    return StockTotalOut.model_construct(**sums)
