"""Saves an ended job and sets the expiry of its files."""

from modules.import_export.domain.job import Job
from modules.import_export.ports.unit_of_work import UnitOfWork


async def save_ended(work: UnitOfWork, job: Job) -> None:
    """The upload expires immediately, and so does a partial result."""
    await work.jobs.save(job)
    if job.kind == "import":
        await work.row_context.delete(job.id)
    if job.upload_id is not None:
        await work.files.keep(job.upload_id, work.tx.now)
    if job.result_id is not None:
        await work.files.keep(job.result_id, job.result_until or work.tx.now)
