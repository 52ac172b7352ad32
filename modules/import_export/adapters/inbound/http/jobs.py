"""`/v1/jobs`: progress and results of imports and exports."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from modules.import_export.adapters.inbound.http.models import (
    PATH,
    JobDetailOut,
    JobOut,
    KindName,
    StatusName,
    job_detail_out,
    job_out,
)
from modules.import_export.adapters.inbound.http.use_cases import ImportExportUseCases
from modules.import_export.application.jobs.cancel_job import CancelJobCommand
from modules.import_export.application.jobs.job_queries import Result
from modules.import_export.application.jobs.visibility import ALL
from modules.import_export.domain.job import Job
from modules.import_export.ports.job_queries import SORTS, JobFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.csv.response import BYTE_ORDER_MARK, wants_byte_order_mark
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, Text
from shared.infra.http.responses.negotiation import CSV
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole file.",
        "content": {CSV: {"schema": {"type": "string", "description": "RFC 4180 in UTF-8."}}},
    }
}


def create_jobs_router(use_cases: ImportExportUseCases, guard: Authorizer) -> APIRouter:
    routes = router(PATH, tags=["jobs"])
    listing = guard.list_endpoint("jobs", SORTS, ("-created_at",))

    @routes.get("", operation_id="list_jobs", summary="List jobs", response_model=PageOut[JobOut])
    async def listed(
        window: Annotated[PageParameters, Depends(listing)],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=[ALL]))],
        kind: Annotated[KindName | None, Query(description="Filter by imports or exports.")] = None,
        type: Annotated[Text | None, Query(max_length=40, description="Filter by the type of the table.")] = None,  # noqa: A002 the parameter's name is the contract
        status: Annotated[StatusName | None, Query(description="Filter by status.")] = None,
    ) -> Response:
        """Lists the caller's jobs and those of their API clients; with system:admin, all jobs. Jobs are kept for
        30 days.
        """
        page = await use_cases.queries.page(principal, window.page_request, JobFilter(None, kind, type, status))
        return to_response(window.respond(page, job_out))

    @routes.get("/{job_id:int}", operation_id="get_job", summary="Get a job", response_model=JobDetailOut)
    async def get(
        job_id: PathId, principal: Annotated[Principal, Depends(guard.known(elevated_scopes=[ALL]))]
    ) -> Response:
        """`done` and `total` show the progress."""
        return to_response(_rendered(await use_cases.queries.one(principal, job_id)))

    @routes.get(
        "/{job_id:int}/result",
        operation_id="download_job_result",
        summary="Download a job's result",
        response_class=StreamingResponse,
        responses=_FILE,
    )
    async def result(
        job_id: PathId, request: Request, principal: Annotated[Principal, Depends(guard.known(elevated_scopes=[ALL]))]
    ) -> Response:
        """Returns the exported rows, or the rejected lines of an import. The file starts with a byte order mark only
        for `Accept: text/csv; charset=utf-8; bom=1`.
        """
        mark = BYTE_ORDER_MARK if wants_byte_order_mark(request) else b""
        return _download(await use_cases.queries.result(principal, job_id), mark)

    @routes.post(
        "/{job_id:int}/cancel",
        operation_id="cancel_job",
        summary="Cancel a job",
        response_model=JobDetailOut,
        responses=problem_responses("invalid_transition"),
    )
    async def cancel(
        job_id: PathId, call: Annotated[CommandRequest, Depends(guard.command(elevated_scopes=[ALL]))]
    ) -> Response:
        """Lines that were already imported are kept."""
        return await call.execute(
            use_cases.cancel,
            CancelJobCommand(principal=call.principal, metadata=call.metadata, job_id=job_id),
            _rendered,
        )

    return routes


def _rendered(job: Job) -> StoredResponse:
    return ok(job_detail_out(job))


def _download(result: Result, mark: bytes) -> Response:
    job = result.job
    name = f"{job.type}-{job.id}.csv" if job.kind == "export" else f"import-{job.id}-errors.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(mark) + result.size),
        "Cache-Control": "private, no-store",
        "Vary": "Accept",
    }

    async def blocks() -> AsyncIterator[bytes]:
        if mark:
            yield mark
        async for block in result.blocks:
            yield block

    return StreamingResponse(blocks(), headers=headers, media_type=f"{CSV}; charset=utf-8; header=present")
