"""Statements of the hot paths read no day but the last ones, and of deliveries only those that are pending."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.event_feed import events_after, page_after
from shared.infra.messaging.queries.events import get_event, undelivered_before
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.deliveries import Retry, Succeeded
from shared.kernel.events import OutgoingEvent
from shared.kernel.feed import FeedPage, Position
from tests.shared.infra.messaging.shop import METADATA, Happened, record

LEASE = timedelta(seconds=30)
DAYS, TODAY = 20, 15
"""Partitions of so many days, in one of which the test takes place."""
RECENT = {f"events_{datetime.now(UTC).date() + timedelta(days=day):%Y%m%d}" for day in range(TODAY - 1, DAYS + 1)}
"""Yesterday, today and the days prepared."""
READ = """
    SELECT relname FROM pg_stat_xact_user_tables
    WHERE relname ~ '^(events|deliveries)_' AND coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0
"""

FORGET = "SELECT pg_stat_force_next_flush()"
"""The next transaction of this connection counts from zero."""


async def read_partitions(tx: SqlTransaction) -> set[str]:
    return {row["relname"] for row in await tx.fetch(READ)}


@pytest.fixture
def read_by_commits(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The partitions that each transaction of the test has read before its commit."""
    found: list[set[str]] = []
    commit = SqlTransaction.commit

    async def noting(self: SqlTransaction) -> None:
        await self.flush()
        found.append(await read_partitions(self))
        await self.fetch(FORGET)
        await commit(self)

    monkeypatch.setattr(SqlTransaction, "commit", noting)
    return found


@pytest.fixture(autouse=True)
async def days(
    owner: asyncpg.Connection, db: Database, read_by_commits: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days like those of a month; the ids of the test's events are of one of the last."""

    def shifted() -> UUID:
        return UUID(int=uuid7().int + (TODAY * 86_400_000 << 80))

    monkeypatch.setattr("shared.infra.messaging.outbox.uuid7", shifted)
    await owner.execute("SELECT platform.create_days(current_date + $1::int)", DAYS)
    assert await owner.fetchval("SELECT count(*) FROM platform.event_days") > DAYS
    await record(db, 1, 2, 3)
    read_by_commits.clear()


async def test_claiming_and_handling_read_only_pending_deliveries(
    db: Database, read_by_commits: list[set[str]]
) -> None:
    claims, inbox = Claims(db), Inbox(db)
    lease = await claims.claim({"shop.first": 10, "shop.second": 10}, LEASE)
    ids = [one.event_id for one in lease.claimed if one.consumer == "shop.first"]
    assert len(ids) == 3
    started = await inbox.begin("shop.first", ids, lease.until, LEASE)
    async with inbox.open("shop.first", started) as batch:
        later = started.until + LEASE
        await batch.commit([Succeeded(ids[0]), Succeeded(ids[1]), Retry(ids[2], later, "busy")])
    await claims.release_orphans()
    deliveries = [{name for name in one if name.startswith("deliveries")} for one in read_by_commits]
    assert deliveries == [{"deliveries_pending"}, {"deliveries_pending"}, {"deliveries_pending"}, set()]
    assert all(len(one) <= 2 for one in read_by_commits), read_by_commits


async def test_recording_first_events_reads_no_event(db: Database, read_by_commits: list[set[str]]) -> None:
    await record(db, 4, 5)
    assert read_by_commits == [{"deliveries_pending"}]


async def test_recording_later_events_reads_only_the_last_days(db: Database, read_by_commits: list[set[str]]) -> None:
    async with db.begin() as tx:
        tx.record(OutgoingEvent(Happened(1), aggregate_id="1", sequence=2, metadata=METADATA))
        await tx.commit()
    (read,) = read_by_commits
    assert read - {"deliveries_pending", "events_kept"} <= RECENT


async def test_an_event_is_found_in_the_partition_of_its_day(db: Database, owner: asyncpg.Connection) -> None:
    ((event_id, day),) = await owner.fetch("SELECT id, tableoid::regclass::text FROM platform.events LIMIT 1")
    async with db.begin() as tx:
        assert await get_event(tx, event_id)
        assert {f"platform.{name}" for name in await read_partitions(tx)} == {day}


async def test_the_end_of_the_feed_is_read_from_the_last_days(db: Database) -> None:
    statement = events_after("e.aggregate_type = $8")
    first = FeedPage((), Position(0, 0, 0, UUID(int=0), datetime.now(UTC)))
    while not first.items:  # other tests share the server, whose transactions delay the feed
        async with db.begin() as tx:
            first = await page_after(tx, None, 1, statement, "thing")
            await tx.fetch(FORGET)
    async with db.begin() as tx:
        page = await page_after(tx, first.position_of(first.items[0]), 10, statement, "thing")
        read = await read_partitions(tx)
    assert [item.aggregate_id for item in [*first.items, *page.items]] == ["1", "2", "3"]
    assert read - {"events_kept"} <= RECENT


async def test_earlier_undelivered_events_are_found(db: Database) -> None:
    async with db.begin() as tx:
        tx.record(OutgoingEvent(Happened(1), aggregate_id="1", sequence=2, metadata=METADATA))
        await tx.flush()
        found = await undelivered_before(tx, "shop.first", [("thing", "1", 2)])
    assert [row["sequence"] for row in found] == [1]
