"""Gauges of the delivery backlog."""

from collections.abc import Mapping
from datetime import timedelta

from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.operations.sample_events import deliver, record_dead_letters, sell


async def read_gauges(db: Database, operations: OperationsHttpContainer) -> dict[str, Mapping[str, float]]:
    found = {}
    for gauge in resolve(operations.module).gauges():
        async with db.snapshot() as tx:
            found[gauge.name] = await gauge.read(tx)
    return found


async def test_pending_deliveries_and_their_age_are_measured(db: Database, operations: OperationsHttpContainer) -> None:
    assert await read_gauges(db, operations) == {
        "outbox_deliveries": {"sample.count": 0},
        "outbox_oldest_seconds": {"sample.count": 0},
        "dead_letters": {"sample.count": 0},
    }
    await sell(db, 1, 2, 3)
    db.clock_shift = timedelta(minutes=10)
    found = await read_gauges(db, operations)
    assert found["outbox_deliveries"] == {"sample.count": 3}
    assert 600 <= found["outbox_oldest_seconds"]["sample.count"] < 660
    await deliver(db)
    found = await read_gauges(db, operations)
    assert found["outbox_deliveries"] == {"sample.count": 0}
    assert found["outbox_oldest_seconds"] == {"sample.count": 0}


async def test_dead_letters_are_measured(db: Database, operations: OperationsHttpContainer) -> None:
    await record_dead_letters(db, 1, 2)
    assert (await read_gauges(db, operations))["dead_letters"] == {"sample.count": 2}
    async with db.begin() as tx:
        await tx.fetch("DELETE FROM platform.consumers")
        await tx.commit()
    assert (await read_gauges(db, operations))["dead_letters"] == {"sample.count": 2}


async def test_a_backlog_is_counted_to_a_bound(db: Database, operations: OperationsHttpContainer) -> None:
    await sell(db, *range(1, 10_021))
    assert (await read_gauges(db, operations))["outbox_deliveries"] == {"sample.count": 10_000}
