"""`POST /v1/exports`: export a whole list as a file."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, params
from starlette.responses import Response

from modules.import_export.adapters.inbound.http.imports import job_accepted
from modules.import_export.adapters.inbound.http.models import ExportIn, JobDetailOut
from modules.import_export.application.exports.start_export import StartExport, StartExportCommand
from modules.import_export.application.jobs.visibility import owner_of
from modules.import_export.application.table_formats import TableRegistry
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import admitted_command, command
from shared.infra.http.route_class import RouteClass


class ExportRoutes(RouteClass, prefix="/v1/exports", tags=["jobs"]):
    def __init__(self, *, tables: TableRegistry, start_export: StartExport) -> None:
        self._tables = tables
        self._start_export = start_export

    def dependencies(self) -> Sequence[params.Depends]:
        """The scopes are those of the tables that the modules export."""
        scopes = sorted({scope for each in self._tables.exportables.values() for scope in each.scopes})
        return [Depends(command(*scopes, scope_from_body=True))]

    @route.post(
        "",
        operation_id="create_export",
        summary="Start an export",
        status_code=202,
        response_model=JobDetailOut,
    )
    async def create(self, body: ExportIn, call: Annotated[CommandRequest, Depends(admitted_command)]) -> Response:
        """Exports all rows that match the filters as CSV. Requires a scope that allows reading the type's list.
        When the job has succeeded, `result_url` contains the file. Results with personal data are kept for one day,
        others for one week. Orders have two layouts: one row per order, or one row per order line.
        """
        call.principal.require(*self._tables.exportable(body.type).scopes)
        requested = StartExportCommand(
            principal=call.principal,
            metadata=call.metadata,
            owner=owner_of(call.principal),
            type=body.type,
            filters=body.filters,
            layout=body.layout,
        )
        return await call.execute(self._start_export, requested, job_accepted)
