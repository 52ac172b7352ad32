"""A lock for periodic jobs: of several schedulers, only the first runs a period's job."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from shared.infra.sql.advisory_lock import AdvisoryLock, hashed
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlReading

_LOCK = AdvisoryLock(20_262)
_TRY_LOCK = f"SELECT {_LOCK.try_lock_session(hashed('$1'))} AS locked"
_UNLOCK = f"SELECT {_LOCK.unlock_session(hashed('$1'))}"
_TURN = """
    WITH turn AS (SELECT date_bin($2::interval, now() + $3::interval + $2::interval / 2, 'epoch') AS begins)
    SELECT begins, EXISTS (SELECT FROM platform.job_runs WHERE job = $1 AND began_at >= begins) AS done FROM turn
"""
_RECORD = """
    INSERT INTO platform.job_runs (job, began_at) VALUES ($1, $2)
    ON CONFLICT (job) DO UPDATE SET began_at = excluded.began_at
"""


class JobLock:
    """Runs a job once in a period, whatever the number of schedulers.

    Periods are numbered by the database's clock: the nearest multiple of the interval. Schedulers whose clocks differ
    slightly get the same number.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def acquire(self, job: str, every: timedelta) -> AsyncIterator[bool]:
        """True if the caller runs the job now: it is not running elsewhere and has not run in this period.

        The run counts when the block ends without an error. While the job runs, a connection holds an advisory lock,
        which ends with the connection, even if the process is killed. The lock of a transaction would end at the idle
        time-out while the work continues.
        """
        async with self._database.session() as connection:
            if not await _locked(connection, job):
                yield False
                return
            try:
                # Another statement than the lock's, whose snapshot is older than the lock.
                (turn,) = await connection.fetch(_TURN, job, every, self._database.clock_shift)
                if turn["done"]:
                    yield False
                    return
                yield True
                await connection.fetch(_RECORD, job, turn["begins"])
            finally:
                await connection.fetch(_UNLOCK, job)


async def _locked(connection: SqlReading, job: str) -> bool:
    (row,) = await connection.fetch(_TRY_LOCK, job)
    return bool(row["locked"])
