"""Cancel a job."""

from dataclasses import dataclass

from modules.import_export.application.jobs.finish_job import save_ended
from modules.import_export.application.jobs.visibility import require_visible
from modules.import_export.domain.job import Job
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJobCommand(Command[Job]):
    job_id: int


class CancelJob:
    """Lines that were already imported are kept. Raises NotFound, Conflict `invalid_transition`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CancelJobCommand) -> Job:
        async with self._begin(command) as work:
            job = require_visible(command.principal, await work.jobs.lock(command.job_id))
            cancelled = job.cancel(work.tx.now)
            await save_ended(work, cancelled)
            work.tx.audit(
                AuditEntry(
                    f"{job.kind}.cancelled",
                    resource=job.reference,
                    metadata=command.metadata,
                    changes={"done": job.done},
                )
            )
            await work.commit(cancelled)
        return cancelled
