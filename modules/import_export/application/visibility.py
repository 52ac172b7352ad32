"""Visibility of jobs: a job that the caller may not see is reported as not found."""

from modules.import_export.domain.job import Job, Owner
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal

ALL = "system:admin"


def owner_of(principal: Principal) -> Owner:
    return Owner(principal.name, principal.owner_id)


def visible_owner(principal: Principal) -> Owner | None:
    """Whose jobs the principal sees: a client its own, a user theirs and their clients'; None: everybody's."""
    if principal.may(ALL):
        return None
    return Owner(principal.name, principal.user_id)


def require_visible(principal: Principal, job: Job | None) -> Job:
    """The job, if the caller may see it; else NotFound, as if there were none."""
    owner = visible_owner(principal)
    if job is not None:
        if owner is None or job.owner.name == owner.name:
            return job
        if owner.user_id is not None and job.owner.user_id == owner.user_id:
            return job
    raise NotFound("job")
