"""Start an import."""

from dataclasses import dataclass, field

from modules.import_export.application.imports.store_upload import StoredUpload
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job, Owner, Position
from modules.import_export.domain.layout import layout_of
from modules.import_export.ports.jobs import NewJob
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Reply
from shared.kernel.import_export import ParseOptions
from shared.kernel.principal import Principal
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class StartImportCommand:
    """`dry_run` reports errors and changes nothing. With `type` None, the type is detected from the header. With
    `principal` None, the operator acts, whose rights are not checked.
    """

    cause: EventMetadata
    owner: Owner
    type: str | None
    file: StoredUpload
    dry_run: bool = False
    reading: ParseOptions = field(default_factory=ParseOptions)
    principal: Principal | None = None


class StartImport:
    """The job is durable when this returns and is processed in the background.

    Raises Invalid for wrong columns, and Forbidden if the principal lacks the scope of a type that the file changes.
    """

    def __init__(self, begin: Begin, offers: TableRegistry) -> None:
        self._begin = begin
        self._offers = offers

    async def __call__(self, command: StartImportCommand, reply: Reply[Job] | None = None) -> Job:
        file = command.file
        importable = self._offers.detect(file.head) if command.type is None else self._offers.importable(command.type)
        layout = layout_of(file.head, importable, command.reading)
        if command.principal is not None:
            command.principal.require_all(
                fed.scope for fed in self._offers.target_types(importable.type, layout).values()
            )
        new = NewJob(
            "import",
            importable.type,
            command.owner,
            command.cause,
            dry_run=command.dry_run,
            layout=layout,
            total=max(file.lines - (layout.line - 1), 0),
            position=Position(layout.start, layout.line),
            upload_id=file.file_id,
        )
        async with self._begin(reply.claim if reply else None) as work:
            await work.files.keep(file.file_id, None)
            job = await work.jobs.add(new)
            changes = {"type": job.type, "bytes": file.size, "dry_run": job.dry_run, "format": layout.format}
            work.tx.audit(AuditEntry("import.started", job.reference, command.cause, changes))
            await work.commit(reply, job)
        return job
