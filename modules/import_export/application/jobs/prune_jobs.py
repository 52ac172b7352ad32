"""Delete expired files and old jobs in batches."""

from datetime import timedelta

from modules.import_export.ports.unit_of_work import Begin

RETENTION = timedelta(days=30)
FILES = 5
"""Files per transaction. The number is small because a file may have hundreds of blocks."""

JOBS = 500


class PruneJobs:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete expired files, and jobs that ended more than 30 days ago. Each batch is one transaction."""
        pruned = FILES
        while pruned == FILES:
            async with self._begin() as work:
                pruned = await work.files.prune(work.tx.now, FILES)
                await work.commit()
        pruned = JOBS
        while pruned == JOBS:
            async with self._begin() as work:
                pruned = await work.jobs.prune(work.tx.now - RETENTION, JOBS)
                await work.commit()
