"""Access, query parameters and responses of the reports."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from modules.reports.domain.reports import Report
from shared.infra.http.access.gates import requires
from shared.infra.http.csv.response import csv_response, wants_csv
from shared.infra.http.requests.fields import QueryDigits
from shared.infra.http.responses.rendered import ok, to_response
from shared.kernel.principal import Principal

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MAX_ROWS = 1_000

Row = TypeVar("Row")

Reader = Annotated[Principal, Depends(requires("reports:read"))]


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is expected, like 2026-11-21")
    return value


_DayText = Annotated[str, Field(json_schema_extra={"format": "date"})]
_Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=_DayText)]
From = Annotated[
    _Day | None,
    Query(alias="from", description="First day, in the shop's time zone; by default 30 days before `to`."),
]
To = Annotated[
    _Day | None,
    Query(alias="to", description="Day after the last day, at most 366 days after `from`; by default tomorrow."),
]
Limit = Annotated[int, Field(ge=1, le=MAX_ROWS), QueryDigits, Query(description="Maximum number of rows.")]


def report_response(
    request: Request,
    report: Report[Row],
    name: str,
    *,
    columns: Sequence[str],
    cells: Callable[[Row], Sequence[object]],
    body: Callable[[], BaseModel],
) -> Response:
    """Render the report as JSON or CSV. In CSV, headers carry the fields that JSON has beside the rows."""
    if not wants_csv(request):
        return to_response(ok(body()))
    headers = {"Report-Generated-At": _instant(report.generated_at)}
    if report.watermark is not None:
        headers["Report-Watermark"] = _instant(report.watermark)
    days = f"-{report.range.since}-{report.range.until}" if report.range else ""
    return to_response(
        csv_response(request, columns, map(cells, report.rows), filename=f"{name}{days}.csv", headers=headers)
    )


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
