from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
from uuid_utils.compat import uuid7

from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.application.create_event_days import CreateEventDays
from modules.operations.application.prune_events import PruneEvents
from modules.operations.application.prune_keys import PruneKeys
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.queries.dead_letters import replay
from shared.infra.sql.database import Database
from shared.kernel.errors import Unavailable
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from tests.modules.operations.sample_events import deliver, record_dead_letters, sell

PassDays = Callable[[float], Awaitable[None]]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for use_case in ("prune_events", "prune_keys"):
        monkeypatch.setattr(f"modules.operations.application.{use_case}.BATCH_SIZE", 3)


@pytest.fixture
async def prune_events(operations: OperationsHttpContainer) -> PruneEvents:
    return PruneEvents(resolve(operations.unit_of_work_factory).begin)


@pytest.fixture
async def create_event_days(operations: OperationsHttpContainer) -> CreateEventDays:
    return CreateEventDays(resolve(operations.unit_of_work_factory).begin)


@pytest.fixture(autouse=True)
def ids_follow_the_clock(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def shifted() -> UUID:
        return UUID(int=uuid7().int + (int(db.clock_shift.total_seconds() * 1000) << 80))

    monkeypatch.setattr("shared.infra.messaging.outbox.uuid7", shifted)


@pytest.fixture
def pass_days(db: Database, create_event_days: CreateEventDays) -> PassDays:
    async def passed(days: float) -> None:
        """Shift the clock to so many days from now, as the scheduler sees them."""
        for day in range(int(days)):
            db.clock_shift = timedelta(days=day)
            await create_event_days()
        db.clock_shift = timedelta(days=days)
        await create_event_days()

    return passed


async def sequences(owner: asyncpg.Connection, table: str = "events") -> list[int]:
    return [row[0] for row in await owner.fetch(f"SELECT sequence FROM platform.{table} ORDER BY sequence")]


async def test_old_events_are_dropped_with_their_deliveries(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, pass_days: PassDays, http: httpx2.AsyncClient
) -> None:
    await sell(db, *range(1, 9))
    await deliver(db)
    await pass_days(33)
    await sell(db, 9, 10)
    await deliver(db)
    await prune_events()
    assert await sequences(owner) == [9, 10]
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries") == 2
    assert (await http.get("/v1/admin/doctor")).json()["healthy"]
    assert await owner.fetchval("SELECT changes->>'events' FROM platform.audit_log") == "8"


async def test_a_pending_event_and_all_after_it_are_kept_until_they_are_delivered(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, pass_days: PassDays, http: httpx2.AsyncClient
) -> None:
    await sell(db, 1, 2)
    await deliver(db)
    await sell(db, 3, 4)
    await sell(db, 1, apple="2")
    await owner.execute(
        "UPDATE platform.deliveries SET done_at = now() WHERE event_id IN"
        " (SELECT id FROM platform.events WHERE sequence = 4 OR aggregate_id = '2')"
    )
    await pass_days(33)
    await prune_events()
    await sell(db, 5)
    await prune_events()
    assert await sequences(owner) == [3, 4, 5]
    assert await sequences(owner, "events_kept") == [3, 4]
    await deliver(db)
    await prune_events()
    assert await sequences(owner) == [5]
    assert (await http.get("/v1/admin/doctor")).json()["healthy"]


async def test_a_dead_letter_outlives_the_day_of_its_event_and_can_be_replayed(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, pass_days: PassDays, http: httpx2.AsyncClient
) -> None:
    await record_dead_letters(db, 1)
    await sell(db, 2)
    await deliver(db)
    await pass_days(40)
    await prune_events()
    assert await sequences(owner, "events_kept") == [1, 2]
    assert (await http.get("/v1/admin/dead-letters")).json()["items"][0]["aggregate_id"] == "1"
    async with db.begin() as tx:
        assert await replay(tx, None, None, event_type=None) == 1
        await tx.commit()
    await deliver(db)
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL") == 0
    await prune_events()
    assert await sequences(owner) == []
    assert (await http.get("/v1/admin/doctor")).json()["healthy"]


async def test_a_day_with_too_many_unfinished_events_is_not_dropped(
    db: Database,
    owner: asyncpg.Connection,
    prune_events: PruneEvents,
    pass_days: PassDays,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.infra.messaging.queries.retention.MOST_KEPT", 1)
    await sell(db, 1, 2)
    await pass_days(33)
    await prune_events()
    assert await sequences(owner, "events_kept") == []
    assert await sequences(owner) == [1, 2]


async def test_events_within_the_retention_of_the_feed_are_kept(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, pass_days: PassDays
) -> None:
    await sell(db, 1)
    await deliver(db)
    await pass_days(30.95)
    await prune_events()
    assert await sequences(owner) == [1]
    assert not await owner.fetchval("SELECT count(*) FROM platform.audit_log")


async def test_dropping_a_day_waits_only_briefly_for_a_writer(
    db: Database, owner: asyncpg.Connection, prune_events: PruneEvents, pass_days: PassDays
) -> None:
    await sell(db, 1)
    await deliver(db)
    await pass_days(33)
    async with owner.transaction():
        await owner.execute("LOCK TABLE platform.events IN ROW EXCLUSIVE MODE")
        with pytest.raises(Unavailable):
            await prune_events()
    assert await sequences(owner) == [1]
    await prune_events()
    assert await sequences(owner) == []


async def test_events_of_a_day_without_a_partition_are_recorded_and_moved_into_it(
    db: Database, owner: asyncpg.Connection, create_event_days: CreateEventDays, http: httpx2.AsyncClient
) -> None:
    db.clock_shift = timedelta(days=10)
    await sell(db, 1, 2)
    await deliver(db)
    assert await sequences(owner, "events_kept") == [1, 2]
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    assert diagnosis["healthy"]
    (found,) = [check for check in diagnosis["checks"] if check["check"] == "operations.event_days_exist"]
    assert [violation["detail"] for violation in found["violations"]][-1] == "hold 4 rows of days without a partition"
    await create_event_days()
    assert await sequences(owner, "events_kept") == []
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries_pending") == 0
    assert await sequences(owner) == [1, 2]
    diagnosis = (await http.get("/v1/admin/doctor")).json()
    (found,) = [check for check in diagnosis["checks"] if check["check"] == "operations.event_days_exist"]
    assert not found["violations"]


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
    nothing: Any = None
    made = jobs(create_event_days=nothing, prune_events=nothing, prune_keys=nothing, run_doctor=nothing)
    assert [job.name for job in made] == [
        "operations.create_event_days",
        "operations.prune_events",
        "operations.prune_idempotency_keys",
        "operations.daily_doctor",
    ]
