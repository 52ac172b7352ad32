"""Start an export."""

from dataclasses import dataclass, field, replace

from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import Job, Owner
from modules.import_export.ports.jobs import NewJob
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.import_export import Filters
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExportCommand(Command[Job]):
    owner: Owner
    type: str
    filters: Filters = field(default_factory=dict)
    layout: str | None = None


class StartExport:
    """The job is durable when this returns and runs in the background.

    Raises Invalid for filters or a layout of another type.
    """

    def __init__(self, begin: Begin, offers: TableRegistry) -> None:
        self._begin = begin
        self._offers = offers

    async def __call__(self, command: StartExportCommand) -> Job:
        exportable = self._offers.exportable(command.type, command.layout)
        filters = exportable.read(command.filters)
        async with self._begin(command) as work:
            new = NewJob(
                kind="export", type=exportable.type, owner=command.owner, metadata=command.metadata, filters=filters
            )
            job = await work.jobs.add(replace(new, export_layout=command.layout))
            changes = {"type": job.type, "filters": sorted(filters), "layout": command.layout or job.type}
            work.tx.audit(
                AuditEntry("export.started", resource=job.reference, metadata=command.metadata, changes=changes)
            )
            await work.commit(job)
        return job
