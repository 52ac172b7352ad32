"""Visibility of jobs: a job that the caller may not see is reported as not found."""

from modules.import_export.domain.job import Job, Owner
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal

ALL = "system:admin"


def owner_of(principal: Principal) -> Owner:
    return Owner(principal.name, principal.owner_id)


def visible_owner(principal: Principal) -> Owner | None:
    """The owner whose jobs are visible: a client sees its own, a user also those of their clients. None: all jobs."""
    if principal.may(ALL):
        return None
    return Owner(principal.name, principal.user_id)


def require_visible(principal: Principal, job: Job | None) -> Job:
    """The job if it is visible. Raises NotFound otherwise, so that hidden jobs are not revealed."""
    owner = visible_owner(principal)
    if job is not None:
        if owner is None or job.owner.name == owner.name:
            return job
        if owner.user_id is not None and job.owner.user_id == owner.user_id:
            return job
    raise NotFound("job")
