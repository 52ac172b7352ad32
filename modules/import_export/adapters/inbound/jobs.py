"""Periodic jobs of this module."""

from datetime import timedelta

from modules.import_export.application.jobs.prune_jobs import PruneJobs
from shared.kernel.module import Job


def jobs(prune_jobs: PruneJobs) -> list[Job]:
    return [Job("import_export.prune_jobs", timedelta(hours=1), prune_jobs)]
