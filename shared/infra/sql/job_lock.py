"""A lock for periodic jobs: of several schedulers, only the first runs a period's job."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from shared.infra.sql.advisory_lock import AdvisoryLock, hashed
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlReading

_LOCK = AdvisoryLock(20_262)
_TRY_LOCK = f"SELECT {_LOCK.try_lock_session(hashed('$1'))} AS locked"
_UNLOCK = f"SELECT {_LOCK.unlock_session(hashed('$1'))}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DONE = "SELECT 1 FROM platform.job_runs WHERE job = $1 AND began_at >= $2"
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
                turn = await self._turn(every)
                if await connection.fetch(_DONE, job, turn):
                    yield False
                    return
                yield True
                await self._record(job, turn)
            finally:
                await connection.fetch(_UNLOCK, job)

    async def _turn(self, every: timedelta) -> datetime:
        async with self._database.snapshot() as tx:
            return tx.now - ((tx.now - _EPOCH + every / 2) % every) + every / 2

    async def _record(self, job: str, turn: datetime) -> None:
        async with self._database.begin() as tx:
            await tx.fetch(_RECORD, job, turn)
            await tx.commit()


async def _locked(connection: SqlReading, job: str) -> bool:
    (row,) = await connection.fetch(_TRY_LOCK, job)
    return bool(row["locked"])
