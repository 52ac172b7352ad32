"""Doctor checks of imports and exports."""

from collections.abc import Sequence
from datetime import timedelta

from modules.import_export.ports.integrity import Integrity
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction

MAX_WAIT = timedelta(minutes=10)


def checks(integrity: Integrity) -> list[Check]:
    async def in_time(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"job:{id_}", f"no worker has processed it since {since:%Y-%m-%dT%H:%M:%SZ}")
            for id_, since in await integrity.idle(tx, tx.now - MAX_WAIT)
        ]

    async def sound(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"job:{id_}", f"has fields that contradict its status {status}")
            for id_, status in await integrity.inconsistent(tx)
        ]

    async def whole(tx: Transaction) -> Sequence[Violation]:
        return [Violation(f"job:{id_}", what) for id_, what in await integrity.incomplete(tx)]

    return [
        Check("import_export.no_stalled_jobs", "no active job waits for more than ten minutes", in_time),
        Check("import_export.job_states", "a job's counts and times match its status", sound),
        Check("import_export.files_complete", "jobs have all their files, and files have all their blocks", whole),
    ]
