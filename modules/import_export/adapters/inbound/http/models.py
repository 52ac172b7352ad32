"""Request and response models of jobs."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from modules.import_export.domain.job import MAX_ERRORS, MAX_PREVIEW, Job
from shared.infra.http.requests.fields import InModel, OutModel, Text

KindName = Literal["import", "export"]
StatusName = Literal["queued", "running", "succeeded", "failed", "cancelled"]
TypeName = Annotated[Text, StringConstraints(min_length=1, max_length=40)]
"""The use cases reject unknown types and name the existing ones."""

PATH = "/v1/jobs"


class ExportIn(InModel):
    """What to export: the type of the rows, filters and the layout of the file."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "products", "filters": {"active": True}}]})

    type: TypeName = Field(description="The type of the table.", examples=["products"])
    filters: dict[Annotated[str, StringConstraints(max_length=40)], JsonValue] = Field(
        default_factory=dict,
        description="The filters of the type's list, as in its query.",
        examples=[{"active": True}],
        max_length=20,
    )
    layout: TypeName | None = Field(
        None,
        description="The layout of the rows. Orders: `orders` has one row per order, `lines` one row per order line. "
        "Other types have one layout, named like the type.",
        examples=["products"],
    )


class LineErrorOut(OutModel):
    """An error in a line of an imported file."""

    line: int = Field(description="The number of the record's first line in the file, starting at 1.", examples=[17])
    column: str = Field(
        description="The column's name in the file; empty if the error concerns the whole line.",
        examples=["price_cents"],
    )
    code: str
    message: str = Field(description="A human-readable explanation.", examples=["A whole number is expected."])


class PreviewRowOut(OutModel):
    """A row of the file as it would be imported."""

    line: int = Field(description="The number of the record's first line in the file, starting at 1.", examples=[2])
    type: str = Field(description="The type of the row that would be imported.", examples=["products"])
    values: dict[str, JsonValue] = Field(
        description="The fields that would be set.",
        examples=[{"sku": "TEE-RED-S", "name": "Tee - Red / S", "price_cents": 1950}],
    )


class JobFailureOut(OutModel):
    """Why a job failed as a whole."""

    code: str
    message: str = Field(
        description="A human-readable explanation.", examples=["Line 7: A quote is opened but never closed."]
    )


class JobOut(OutModel):
    """An import or export and its progress."""

    id: int
    kind: KindName = Field(description="Whether the job is an import or an export.", examples=["import"])
    type: str = Field(description="The type of the table.", examples=["products"])
    format: str | None = Field(
        description="The format of an imported file, as detected or requested; null for exports.",
        examples=["shopify"],
    )
    layout: str | None = Field(description="The layout of an export's rows; null for imports.", examples=["lines"])
    dry_run: bool = Field(description="Whether the import only validates the file.", examples=[False])
    filters: dict[str, JsonValue] = Field(description="The filters of an export.", examples=[{"active": True}])
    status: StatusName = Field(description="The job's status.", examples=["running"])
    total: int | None = Field(
        description="The number of lines or rows; null if unknown. An upper bound until the job has ended.",
        examples=[100_000],
    )
    done: int = Field(description="The number of processed lines or rows, with and without errors.", examples=[42_500])
    error_count: int = Field(description="The number of rejected lines.", examples=[1])
    failure: JobFailureOut | None = Field(
        description="Why the job failed; lines processed before the failure are kept."
    )
    result_url: str | None = Field(
        description="The CSV file with the exported rows or the rejected lines; null if there is none.",
        examples=["/v1/jobs/7/result"],
    )
    result_expires_at: datetime | None = Field(
        description="The time at which the result is deleted.", examples=["2026-11-28T09:30:00Z"]
    )
    created_at: datetime
    started_at: datetime | None = Field(
        description="The time at which processing started.", examples=["2026-11-21T09:30:01Z"]
    )
    finished_at: datetime | None = Field(
        description="The time at which the job ended.", examples=["2026-11-21T09:31:00Z"]
    )


class JobDetailOut(JobOut):
    """An import or export with the errors of its lines."""

    errors: list[LineErrorOut] = Field(description=f"The first {MAX_ERRORS} errors; the result file contains more.")
    preview: list[PreviewRowOut] = Field(
        description=f"For a dry run: the first {MAX_PREVIEW} valid lines as they would be imported."
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
        failure=JobFailureOut(code=job.failure.code, message=job.failure.message) if job.failure else None,
        result_url=f"{PATH}/{job.id}/result" if has_result else None,
        result_expires_at=job.result_until if has_result else None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def job_detail_out(job: Job) -> JobDetailOut:
    errors = [LineErrorOut(line=e.line, column=e.column, code=e.code, message=e.message) for e in job.errors]
    shown = [PreviewRowOut(line=each.line, type=each.type, values=dict(each.values)) for each in job.shown]
    return JobDetailOut(**dict(job_out(job)), errors=errors, preview=shown)
