"""`POST /v1/exports`: export a whole list as a file."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from modules.import_export.adapters.inbound.http.imports import job_accepted
from modules.import_export.adapters.inbound.http.models import ExportIn, JobDetailOut
from modules.import_export.adapters.inbound.http.use_cases import ImportExportUseCases
from modules.import_export.application.exports.start_export import StartExportCommand
from modules.import_export.application.jobs.visibility import owner_of
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import router


def create_exports_router(use_cases: ImportExportUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/exports", tags=["jobs"])
    offered = use_cases.tables.exportables
    scopes = sorted({scope for each in offered.values() for scope in each.scopes})

    @routes.post(
        "",
        operation_id="create_export",
        summary="Start an export",
        status_code=202,
        response_model=JobDetailOut,
    )
    async def create(
        body: ExportIn, call: Annotated[CommandRequest, Depends(guard.command(*scopes, scope_from_body=True))]
    ) -> Response:
        """Exports all rows that match the filters as CSV. Requires a scope that allows reading the type's list.
        When the job has succeeded, `result_url` contains the file. Results with personal data are kept for one day,
        others for one week. Orders have two layouts: one row per order, or one row per order line.
        """
        call.principal.require(*use_cases.tables.exportable(body.type).scopes)
        wish = StartExportCommand(
            principal=call.principal,
            metadata=call.metadata,
            owner=owner_of(call.principal),
            type=body.type,
            filters=body.filters,
            layout=body.layout,
        )
        return await call.execute(use_cases.start_export, wish, job_accepted)

    return routes
