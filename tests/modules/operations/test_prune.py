from datetime import timedelta

import asyncpg
import httpx2
import pytest

from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.application.prune_events import PruneEvents
from modules.operations.application.prune_keys import PruneKeys
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from tests.modules.operations.sample_events import deliver, record_dead_letters, sell


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for use_case in ("prune_events", "prune_keys"):
        monkeypatch.setattr(f"modules.operations.application.{use_case}.BATCH_SIZE", 3)


@pytest.fixture
async def prune_events(operations: OperationsHttpContainer) -> PruneEvents:
    return PruneEvents(resolve(operations.unit_of_work_factory).begin)


async def sequences(owner: asyncpg.Connection) -> list[int]:
    return [row[0] for row in await owner.fetch("SELECT sequence FROM platform.events ORDER BY sequence")]


async def test_old_events_are_deleted_with_their_deliveries(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, http: httpx2.AsyncClient
) -> None:
    await sell(db, *range(1, 9))
    db.clock_shift = timedelta(days=32)
    await sell(db, 9, 10)
    await deliver(db)
    await prune_events()
    assert await sequences(owner) == [9, 10]
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries") == 2
    assert (await http.get("/v1/admin/doctor")).json()["healthy"]


async def test_pending_events_and_all_after_them_are_kept(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents
) -> None:
    await sell(db, 1, 2)
    await deliver(db)
    await sell(db, 3)
    db.clock_shift = timedelta(days=32)
    await prune_events()
    await sell(db, 4)
    await prune_events()
    assert await sequences(owner) == [3, 4]


async def test_an_event_after_a_dead_letter_is_kept(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents
) -> None:
    await record_dead_letters(db, 1)
    await sell(db, 2)
    await deliver(db)
    db.clock_shift = timedelta(days=40)
    await prune_events()
    assert await sequences(owner) == [1, 2]


async def test_events_within_the_retention_of_the_feed_are_kept(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents
) -> None:
    await sell(db, 1)
    await deliver(db)
    db.clock_shift = timedelta(days=30, hours=23)
    await prune_events()
    assert await sequences(owner) == [1]
    assert not await owner.fetchval("SELECT count(*) FROM platform.audit_log")


async def test_stored_responses_are_kept_for_three_days(
    db: Database, owner: asyncpg.Connection, operations: OperationsHttpContainer
) -> None:
    for number in range(7):
        async with db.begin() as tx:
            tx.store_response(IdempotencyKey("user:1 POST /v1/x", f"k{number}", b"f"), StoredResponse(200, {}, b""))
            await tx.commit()
    prune_keys = PruneKeys(resolve(operations.unit_of_work_factory).begin)
    db.clock_shift = timedelta(hours=71)
    await prune_keys()
    assert await owner.fetchval("SELECT count(*) FROM platform.idempotency_keys") == 7
    db.clock_shift = timedelta(hours=73)
    await prune_keys()
    assert await owner.fetchval("SELECT count(*) FROM platform.idempotency_keys") == 0


def test_the_jobs_are_named() -> None:
    assert [job.name for job in jobs(None, None, None)] == [  # type: ignore[arg-type]
        "operations.prune_events",
        "operations.prune_idempotency_keys",
        "operations.daily_doctor",
    ]
