"""Start an import."""

from dataclasses import dataclass, field

from modules.import_export.application.imports.store_upload import StoredUpload
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job, Owner, Position
from modules.import_export.domain.layout import layout_of
from modules.import_export.ports.jobs import NewJob
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.import_export import ParseOptions
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class StartImportCommand(Command[Job]):
    """`dry_run` reports errors and changes nothing. With `type` None, the type is detected from the header. The
    rights of SYSTEM, the operator, are not checked.
    """

    owner: Owner
    type: str | None
    file: StoredUpload
    dry_run: bool = False
    reading: ParseOptions = field(default_factory=ParseOptions)


class StartImport:
    """The job is durable when this returns and is processed in the background.

    Raises Invalid for wrong columns, and Forbidden if the principal lacks the scope of a type that the file changes.
    """

    def __init__(self, begin: Begin, offers: TableRegistry) -> None:
        self._begin = begin
        self._offers = offers

    async def __call__(self, command: StartImportCommand) -> Job:
        file = command.file
        importable = self._offers.detect(file.head) if command.type is None else self._offers.importable(command.type)
        layout = layout_of(file.head, importable, command.reading)
        if command.principal != SYSTEM:
            command.principal.require_all(
                fed.scope for fed in self._offers.target_types(importable.type, layout).values()
            )
        new = NewJob(
            kind="import",
            type=importable.type,
            owner=command.owner,
            metadata=command.metadata,
            dry_run=command.dry_run,
            layout=layout,
            total=max(file.lines - (layout.line - 1), 0),
            position=Position(layout.start, layout.line),
            upload_id=file.file_id,
        )
        async with self._begin(command) as work:
            await work.files.keep(file.file_id, None)
            job = await work.jobs.add(new)
            changes = {"type": job.type, "bytes": file.size, "dry_run": job.dry_run, "format": layout.format}
            work.tx.audit(
                AuditEntry("import.started", resource=job.reference, metadata=command.metadata, changes=changes)
            )
            await work.commit(job)
        return job
