"""`POST /v1/imports`: the upload is stored while it arrives."""

from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from modules.import_export.adapters.inbound.http.import_form import ImportForm, form_schema
from modules.import_export.adapters.inbound.http.models import PATH, JobDetailOut, job_detail_out
from modules.import_export.adapters.inbound.http.use_cases import ImportExportUseCases
from modules.import_export.application.imports.start_import import StartImportCommand
from modules.import_export.application.imports.store_upload import StoredUpload
from modules.import_export.application.jobs.visibility import owner_of
from modules.import_export.domain.job import Job
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.requests.streamed_form import FormStream, StreamedForm
from shared.infra.http.requests.validation import document_validation_error, json_pointer, unknown_field
from shared.infra.http.responses.rendered import accepted
from shared.infra.http.routers import router
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.idempotency import StoredResponse

MAX_BODY_BYTES = 64 * 2**20
"""Maximum size of the body in bytes."""

MAX_CONCURRENT = 4
"""Maximum number of concurrent uploads: each writes to the database while it arrives."""

SECONDS = 300.0
FIELDS = frozenset({"file", *ImportForm.model_fields})
EXAMPLE = "sku,name,price_cents\r\n85123A,White hanging heart T-light holder,255\r\n"


def create_imports_router(use_cases: ImportExportUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/imports", tags=["jobs"])
    offered = use_cases.tables.importables.values()
    scopes = sorted({each.scope for each in offered})
    body = StreamedForm(
        form_schema(offered), ["type"], "text/csv", EXAMPLE, max_concurrent=MAX_CONCURRENT, seconds=SECONDS
    )

    @routes.post(
        "",
        operation_id="create_import",
        summary="Start an import",
        status_code=202,
        response_model=JobDetailOut,
        max_body_size=MAX_BODY_BYTES,
    )
    async def create(
        form: Annotated[FormStream, Depends(body)],
        call: Annotated[CommandRequest, Depends(guard.command(*scopes, scope_from_body=True))],
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
                    _authorized_form(use_cases, call, fields)
                else:
                    call.principal.require(*scopes)
                taken = await stack.enter_async_context(use_cases.store_upload(part.pieces))
            wish = _authorized_form(use_cases, call, fields)
            if taken is None:
                raise _wrong("file", "required", "This field is required.")
            document = {**wish.comparable, "file": taken.digest.hex()}
            owner, reading = owner_of(call.principal), wish.reading
            command = StartImportCommand(
                principal=call.principal,
                metadata=call.metadata,
                owner=owner,
                type=wish.type,
                file=taken,
                dry_run=wish.dry_run,
                reading=reading,
            )
            return await call.with_document(document).execute(use_cases.start_import, command, job_accepted)

    return routes


def job_accepted(job: Job) -> StoredResponse:
    return accepted(f"{PATH}/{job.id}", job_detail_out(job))


def _authorized_form(use_cases: ImportExportUseCases, call: CommandRequest, fields: dict[str, str]) -> ImportForm:
    """Validate the fields. Raises Invalid, or Forbidden without the type's scope."""
    try:
        wish = ImportForm.model_validate(fields)
    except ValidationError as error:
        raise document_validation_error(error, ImportForm) from None
    call.principal.require(use_cases.tables.importable(wish.type).scope)
    return wish


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(json_pointer([name]), code, message)])
