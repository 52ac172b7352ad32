"""Jobs over HTTP, as they come in and go out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from modules.import_export.domain.job import MOST_ERRORS, MOST_SHOWN, Job
from shared.infra.http.requests.fields import InModel, OutModel, Text

KindName = Literal["import", "export"]
StatusName = Literal["queued", "running", "succeeded", "failed", "cancelled"]
TypeName = Annotated[Text, StringConstraints(min_length=1, max_length=40)]
"""What does not exist is refused where it is looked for, naming what does."""

PATH = "/v1/jobs"


class ExportIn(InModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "products", "filters": {"active": True}}]})

    type: TypeName = Field(description="What kind of table.", examples=["products"])
    filters: dict[Annotated[str, StringConstraints(max_length=40)], JsonValue] = Field(
        default_factory=dict,
        description="As the query of the type's list has them.",
        examples=[{"active": True}],
        max_length=20,
    )
    layout: TypeName | None = Field(
        None,
        description="How the rows are laid out: of orders, `orders` has a row for each, `lines` one for each line. "
        "Other types have the layout of their own name.",
        examples=["products"],
    )


class LineErrorOut(OutModel):
    line: int = Field(description="Where the record begins in the file, whose first line is 1.", examples=[17])
    column: str = Field(
        description="As the file names it; empty where the line as a whole is at fault.", examples=["price_cents"]
    )
    code: str
    message: str = Field(description="What is wrong, for people.", examples=["A whole number is expected."])


class ShownOut(OutModel):
    line: int = Field(description="Where the record begins in the file, whose first line is 1.", examples=[2])
    type: str = Field(description="What it would become: a product, or counted stock of one.", examples=["products"])
    values: dict[str, JsonValue] = Field(
        description="The fields that would be set.",
        examples=[{"sku": "TEE-RED-S", "name": "Tee - Red / S", "price_cents": 1950}],
    )


class FailureOut(OutModel):
    code: str
    message: str = Field(
        description="Why it failed, for people.", examples=["Line 7: A quote is opened and never closed."]
    )


class JobOut(OutModel):
    id: int
    kind: KindName = Field(description="Whether a table is taken in or handed out.", examples=["import"])
    type: str = Field(description="What kind of table.", examples=["products"])
    format: str | None = Field(
        description="How the file of an import is read, as its header told or the request said; null for exports.",
        examples=["shopify"],
    )
    layout: str | None = Field(
        description="How the rows of an export are laid out; null for imports.", examples=["lines"]
    )
    dry_run: bool = Field(description="Nothing is changed; the errors are those that there would be.", examples=[False])
    filters: dict[str, JsonValue] = Field(description="Of an export.", examples=[{"active": True}])
    status: StatusName = Field(description="How it stands.", examples=["running"])
    total: int | None = Field(
        description="Lines or rows; null: not known yet. An upper bound until the job has ended.", examples=[100_000]
    )
    done: int = Field(description="Of them are behind it, with or without errors.", examples=[42_500])
    error_count: int = Field(description="Lines that were not taken.", examples=[1])
    failure: FailureOut | None = Field(description="Why it failed; what was done until then stays done.")
    result_url: str | None = Field(
        description="CSV: what was exported, or the lines that were not taken; null: none is there (yet, or any more).",
        examples=["/v1/jobs/7/result"],
    )
    result_expires_at: datetime | None = Field(
        description="Until then the result is kept.", examples=["2026-11-28T09:30:00Z"]
    )
    created_at: datetime
    started_at: datetime | None = Field(description="When it was first worked on.", examples=["2026-11-21T09:30:01Z"])
    finished_at: datetime | None = Field(description="When it ended.", examples=["2026-11-21T09:31:00Z"])


class JobDetailOut(JobOut):
    errors: list[LineErrorOut] = Field(description=f"The first {MOST_ERRORS}; the result has more.")
    preview: list[ShownOut] = Field(
        description=f"Of a dry run: the first {MOST_SHOWN} lines that could be taken, as they would be."
    )


def job_out(job: Job) -> JobOut:
    has_result = job.result_id is not None and job.result_until is not None
    return JobOut(
        id=job.id,
        kind=job.kind,
        type=job.type,
        format=job.layout.format if job.layout else None,
        layout=(job.export_layout or job.type) if job.kind == "export" else None,
        dry_run=job.dry_run,
        filters=dict(job.filters),
        status=job.status,
        total=job.total,
        done=job.done,
        error_count=job.error_count,
        failure=FailureOut(code=job.failure.code, message=job.failure.message) if job.failure else None,
        result_url=f"{PATH}/{job.id}/result" if has_result else None,
        result_expires_at=job.result_until if has_result else None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def job_detail_out(job: Job) -> JobDetailOut:
    errors = [LineErrorOut(line=e.line, column=e.column, code=e.code, message=e.message) for e in job.errors]
    shown = [ShownOut(line=each.line, type=each.type, values=dict(each.values)) for each in job.shown]
    return JobDetailOut(**dict(job_out(job)), errors=errors, preview=shown)
