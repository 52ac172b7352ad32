"""Erases users from jobs and their results."""

from collections.abc import Sequence

from modules.import_export.application.table_formats import TableRegistry
from modules.import_export.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class EraseUsers:
    """Deletes the users' jobs. Other exports of personal data may contain the users: ended ones lose their result
    and filters, active ones restart from the beginning.
    """

    def __init__(self, join: Join, offers: TableRegistry) -> None:
        self._join = join
        self._offers = offers

    async def __call__(self, tx: Transaction, user_ids: Sequence[int]) -> None:
        work = self._join(tx)
        await work.jobs.remove([job.id for job in await work.jobs.of_users(user_ids)])
        for job in await work.jobs.exports_of(self._offers.personal):
            if job.result_id is not None:
                await work.files.remove(job.result_id)
            await work.jobs.save(job.restart() if job.is_active else job.without_personal_data())
