"""`/v1/jobs`: progress and results of imports and exports."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Query
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
from modules.import_export.application.jobs.cancel_job import CancelJob, CancelJobCommand
from modules.import_export.application.jobs.job_query_service import JobQueryService, Result
from modules.import_export.application.jobs.visibility import ALL
from modules.import_export.domain.job import Job
from modules.import_export.ports.job_queries import SORTS, JobFilter
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, signed_in
from shared.infra.http.csv.response import BYTE_ORDER_MARK, wants_byte_order_mark
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, Text
from shared.infra.http.responses.negotiation import CSV
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

Page = Annotated[PageParameters, Depends(ListEndpoint("jobs", SORTS, ("-created_at",)))]
Caller = Annotated[Principal, Depends(signed_in(elevated_scopes=[ALL]))]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole file.",
        "content": {CSV: {"schema": {"type": "string", "description": "RFC 4180 in UTF-8."}}},
    }
}


class JobRoutes(RouteClass, prefix=PATH, tags=["jobs"]):
    def __init__(self, *, queries: JobQueryService, cancel_job: CancelJob) -> None:
        self._queries = queries
        self._cancel_job = cancel_job

    @route.get("", operation_id="list_jobs", summary="List jobs", response_model=PageOut[JobOut])
    async def list_all(
        self,
        page: Page,
        principal: Caller,
        kind: Annotated[KindName | None, Query(description="Filter by imports or exports.")] = None,
        type: Annotated[Text | None, Query(max_length=40, description="Filter by the type of the table.")] = None,  # noqa: A002 the parameter's name is the contract
        status: Annotated[StatusName | None, Query(description="Filter by status.")] = None,
    ) -> Response:
        """Lists the caller's jobs and those of their API clients; with system:admin, all jobs. Jobs are kept for
        30 days.
        """
        found = await self._queries.list_jobs(
            principal, page.page_request, JobFilter(owner=None, kind=kind, type=type, status=status)
        )
        return to_response(page.respond(found, job_out))

    @route.get("/{job_id:int}", operation_id="get_job", summary="Get a job", response_model=JobDetailOut)
    async def get(self, job_id: PathId, principal: Caller) -> Response:
        """`done` and `total` show the progress."""
        return to_response(_rendered(await self._queries.get_job(principal, job_id)))

    @route.get(
        "/{job_id:int}/result",
        operation_id="download_job_result",
        summary="Download a job's result",
        response_class=StreamingResponse,
        responses=_FILE,
    )
    async def result(self, job_id: PathId, request: Request, principal: Caller) -> Response:
        """Returns the exported rows, or the rejected lines of an import. The file starts with a byte order mark only
        for `Accept: text/csv; charset=utf-8; bom=1`.
        """
        mark = BYTE_ORDER_MARK if wants_byte_order_mark(request) else b""
        return _download(await self._queries.get_result(principal, job_id), mark)

    @route.post(
        "/{job_id:int}/cancel",
        operation_id="cancel_job",
        summary="Cancel a job",
        response_model=JobDetailOut,
        responses=problem_responses("invalid_transition"),
    )
    async def cancel(
        self, job_id: PathId, call: Annotated[CommandRequest, Depends(command(elevated_scopes=[ALL]))]
    ) -> Response:
        """Lines that were already imported are kept."""
        return await call.execute(
            self._cancel_job,
            CancelJobCommand(principal=call.principal, metadata=call.metadata, job_id=job_id),
            _rendered,
        )


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
