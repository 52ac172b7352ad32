from datetime import timedelta

import pytest

from shared.infra.sql.database import Database
from shared.infra.sql.job_lock import JobLock

HOUR = timedelta(hours=1)


async def test_a_job_runs_in_one_process_at_a_time(db: Database) -> None:
    turns = JobLock(db)
    async with turns.acquire("a", HOUR) as first, turns.acquire("a", HOUR) as second, turns.acquire("b", HOUR) as other:
        assert (first, second, other) == (True, False, True)
    async with turns.acquire("a", HOUR) as again:
        assert not again


async def test_a_failed_run_can_be_repeated_in_its_period(db: Database) -> None:
    turns = JobLock(db)
    with pytest.raises(RuntimeError):
        async with turns.acquire("a", HOUR):
            raise RuntimeError("not today")
    async with turns.acquire("a", HOUR) as again:
        assert again


async def test_a_shorter_interval_does_not_wait_for_the_former_period(db: Database) -> None:
    turns = JobLock(db)
    async with turns.acquire("a", timedelta(days=1)) as daily:
        assert daily
    db.clock_shift = timedelta(days=1)
    async with turns.acquire("a", timedelta(seconds=1)) as each_second:
        assert each_second
    db.clock_shift += timedelta(seconds=1)
    async with turns.acquire("a", timedelta(seconds=1)) as next_second:
        assert next_second
