"""`POST /v1/imports`: the upload is stored while it arrives."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import Depends, params
from pydantic import ValidationError
from starlette.responses import Response

from modules.import_export.adapters.inbound.http.import_form import ImportForm, form_schema
from modules.import_export.adapters.inbound.http.models import PATH, JobDetailOut, job_detail_out
from modules.import_export.application.imports.start_import import StartImport, StartImportCommand
from modules.import_export.application.imports.store_upload import StoredUpload, StoreUpload
from modules.import_export.application.jobs.visibility import owner_of
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job
from shared.infra.http import route
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import admitted_command, command
from shared.infra.http.requests.multipart.streamed_form import FormStream, StreamedForm, form_stream
from shared.infra.http.requests.validation import document_validation_error, json_pointer, unknown_field
from shared.infra.http.responses.rendered import accepted
from shared.infra.http.route_class import RouteClass
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.idempotency import StoredResponse

MAX_BODY_BYTES = 64 * 2**20
"""Maximum size of the body in bytes."""

MAX_CONCURRENT = 4
"""Maximum number of concurrent uploads: each writes to the database while it arrives."""

SECONDS = 300.0
FIELDS = frozenset({"file", *ImportForm.model_fields})
EXAMPLE = "sku,name,price_cents\r\n85123A,White hanging heart T-light holder,255\r\n"


class ImportRoutes(RouteClass, prefix="/v1/imports", tags=["jobs"]):
    def __init__(self, *, tables: TableRegistry, store_upload: StoreUpload, start_import: StartImport) -> None:
        self._tables = tables
        self._store_upload = store_upload
        self._start_import = start_import

    def dependencies(self) -> Sequence[params.Depends]:
        """Scopes and form fields are those of the tables that the modules import."""
        schema = form_schema(self._tables.importables.values())
        form = StreamedForm(
            schema, ["type"], "text/csv", example=EXAMPLE, max_concurrent=MAX_CONCURRENT, seconds=SECONDS
        )
        return [Depends(form), Depends(command(*self._scopes(), scope_from_body=True))]

    def _scopes(self) -> Sequence[str]:
        return sorted({each.scope for each in self._tables.importables.values()})

    @route.post(
        "",
        operation_id="create_import",
        summary="Start an import",
        status_code=202,
        response_model=JobDetailOut,
        max_body_size=MAX_BODY_BYTES,
    )
    async def create(
        self,
        form: Annotated[FormStream, Depends(form_stream)],
        call: Annotated[CommandRequest, Depends(admitted_command)],
    ) -> Response:
        """Imports a Unicode CSV file with a header line and at most one million lines, in our own format or as
        exported by Shopify, WooCommerce or Square. Each type requires a scope: catalog:write for products (and
        inventory:write where the file contains stock), inventory:write for stock, coupons:write for coupons.
        Invalid lines are listed in the job, all others are imported. Importing the same file again changes nothing.
        """
        fields: dict[str, str] = {}
        async with AsyncExitStack() as stack:
            taken: StoredUpload | None = None
            async for part in form.parts():
                if part.name not in FIELDS:
                    raise Invalid([unknown_field(part.name, FIELDS)])
                if part.name in fields or (part.name == "file" and taken is not None):
                    raise _wrong(part.name, "duplicate", "The field occurs twice.")
                if part.name != "file":
                    fields[part.name] = await part.text()
                    continue
                if "type" in fields:
                    self._authorized_form(call, fields)
                else:
                    call.principal.require(*self._scopes())
                taken = await stack.enter_async_context(self._store_upload(part.pieces))
            requested = self._authorized_form(call, fields)
            if taken is None:
                raise _wrong("file", "required", "This field is required.")
            document = {**requested.comparable, "file": taken.digest.hex()}
            owner, reading = owner_of(call.principal), requested.reading
            command = StartImportCommand(
                principal=call.principal,
                metadata=call.metadata,
                owner=owner,
                type=requested.type,
                file=taken,
                dry_run=requested.dry_run,
                reading=reading,
            )
            return await call.with_document(document).execute(self._start_import, command, job_accepted)

    def _authorized_form(self, call: CommandRequest, fields: dict[str, str]) -> ImportForm:
        """Validate the fields. Raises Invalid, or Forbidden without the type's scope."""
        try:
            requested = ImportForm.model_validate(fields)
        except ValidationError as error:
            raise document_validation_error(error, ImportForm) from None
        call.principal.require(self._tables.importable(requested.type).scope)
        return requested


def job_accepted(job: Job) -> StoredResponse:
    return accepted(f"{PATH}/{job.id}", job_detail_out(job))


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(json_pointer([name]), code, message)])
