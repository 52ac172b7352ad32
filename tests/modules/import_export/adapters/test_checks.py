"""Doctor's checks: silent on a sound database, each finds the corruption it is there for."""

from datetime import timedelta

import pytest

from modules.import_export.adapters.inbound.checks import LONGEST_WAIT
from tests.modules.import_export.stand import Stand, table


@pytest.fixture
async def busy(stand: Stand) -> Stand:
    """Something done with a result, something done without, something failed, something waiting."""
    await stand.export()
    await stand.started(table([("Emma", 1)]))
    await stand.started('title\n"open')
    await stand.work()
    await stand.started(table([("Dune", 1)]))
    return stand


async def found(stand: Stand) -> list[str]:
    async with stand.database.snapshot() as tx:
        return [check.name for check in stand.exchange.checks() if await check.run(tx)]


async def test_a_sound_database_is_sound(busy: Stand) -> None:
    assert await found(busy) == []


async def test_a_job_nobody_is_at_is_found(busy: Stand) -> None:
    busy.database.clock_shift = LONGEST_WAIT + timedelta(seconds=5)
    assert await found(busy) == ["exchange.in_time"]


@pytest.mark.parametrize(
    ("corruption", "expected"),
    [
        ("UPDATE exchange.jobs SET finished_at = NULL WHERE id = 1", "exchange.sound"),
        ("UPDATE exchange.jobs SET total = total + 1 WHERE id = 1", "exchange.sound"),
        ("UPDATE exchange.jobs SET failure = NULL WHERE id = 3", "exchange.sound"),
        ("UPDATE exchange.jobs SET leased_until = now() WHERE id = 2", "exchange.sound"),
        ("DELETE FROM exchange.blocks WHERE number = 1", "exchange.whole"),
        ("UPDATE exchange.jobs SET chunks = 7 WHERE id = 1", "exchange.whole"),
        ("DELETE FROM exchange.files f USING exchange.jobs j WHERE j.id = 4 AND f.id = j.upload_id", "exchange.whole"),
    ],
)
async def test_a_corruption_is_found(busy: Stand, corruption: str, expected: str) -> None:
    await busy.rows(corruption)
    assert await found(busy) == [expected]
