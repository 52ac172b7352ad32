"""Claim the next job for a worker."""

from modules.import_export.application.jobs.fail_job import FailJob
from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.domain.job import MAX_ATTEMPTS, Failure, Job
from modules.import_export.ports.unit_of_work import Begin
from shared.kernel.errors import Forbidden, Unauthenticated
from shared.kernel.principal import ResolvePrincipal

OPERATOR = "operator"
"""The owner of jobs that were started from the command line; its rights are not checked."""


class ClaimJob:
    """The claim is committed on return: only one worker gets the job, and others can claim it after a crash."""

    def __init__(self, begin: Begin, offers: TableRegistry, resolve_principal: ResolvePrincipal, fail: FailJob) -> None:
        self._begin = begin
        self._offers = offers
        self._resolve_principal = resolve_principal
        self._fail = fail

    async def __call__(self, job_id: int | None = None) -> Job | None:
        """The claimed job, or a job that has just failed, or None. With an id, only that job is considered."""
        async with self._begin() as work:
            job = await work.jobs.next(job_id)
            if job is None:
                return None
            claimed = job.claim(work.tx.now)
            await work.jobs.save(claimed)
            await work.commit()
        failure = await self._failure_of(claimed)
        return claimed if failure is None else await self._fail(claimed, failure)

    async def _failure_of(self, job: Job) -> Failure | None:
        """Why the job must fail: too many attempts, or the owner has lost the required scopes."""
        if job.attempts > MAX_ATTEMPTS:
            return Failure(
                "internal_error", "The job failed repeatedly for an internal reason. Completed work is kept."
            )
        scopes = self._offers.scopes(job.kind, job.type)
        if not scopes:
            return Failure("unknown_type", "Tables of this type are no longer imported or exported.")
        if job.owner.name == OPERATOR:
            return None
        try:
            principal = await self._resolve_principal(job.owner.name)
            fed = self._offers.target_types(job.type, job.layout).values() if job.layout is not None else ()
            principal.require_each([scopes, *((each.scope,) for each in fed)])
        except (Unauthenticated, Forbidden) as error:
            return Failure(error.code, f"The job's owner is no longer allowed to run it: {error.detail}")
        return None
