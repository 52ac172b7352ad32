import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import ClassVar

import asyncpg
import pytest

from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.sql.database import Database
from shared.kernel.errors import Invalid
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.module import Consumer
from shared.kernel.transaction import AuditEntry

METADATA = EventMetadata(actor="user:1", request_id="r1")
LEASE = timedelta(seconds=30)


class Came(Event):
    type: ClassVar[str] = "shop.guest.came"
    aggregate_type: ClassVar[str] = "guest"


GREET = Consumer("shop.greet", [Came.type])
COUNT = Consumer("shop.count", ["*"])


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_database_url)
    yield connection
    await connection.close()


async def record(db: Database, *guests: int) -> None:
    async with db.begin() as tx:
        for guest in guests:
            tx.record(OutgoingEvent(Came(), aggregate_id=str(guest), sequence=1, metadata=METADATA))
        await tx.commit()


async def test_registration_is_idempotent(db: Database, owner: asyncpg.Connection) -> None:
    await register(db, [GREET, COUNT])
    await register(db, [GREET])
    rows = await owner.fetch("SELECT event_type, consumer, external FROM platform.consumers ORDER BY consumer")
    assert [tuple(row) for row in rows] == [("*", "shop.count", False), (Came.type, "shop.greet", False)]


async def test_a_consumer_that_becomes_external_is_updated(db: Database, owner: asyncpg.Connection) -> None:
    await register(db, [GREET])
    await register(db, [Consumer("shop.greet", [Came.type], external=True)])
    assert await owner.fetchval("SELECT external FROM platform.consumers")


async def test_a_later_consumer_gets_later_events(db: Database) -> None:
    await register(db, [GREET])
    await record(db, 1)
    await register(db, [COUNT])
    await record(db, 2)
    lease = await Claims(db).claim({"shop.greet": 9, "shop.count": 9}, LEASE)
    assert sorted(claimed.consumer for claimed in lease.claimed) == ["shop.count", "shop.greet", "shop.greet"]


async def test_concurrent_claims_claim_each_delivery_once(db: Database) -> None:
    await register(db, [GREET, COUNT])
    await record(db, *range(200))
    claims = Claims(db)
    leases = await asyncio.gather(*(claims.claim({"shop.greet": 37, "shop.count": 37}, LEASE) for _ in range(16)))
    every = [(claimed.event_id, claimed.consumer) for lease in leases for claimed in lease.claimed]
    assert len(every) == len(set(every)) == 400


async def test_a_lease_prevents_claims_until_it_expires(db: Database) -> None:
    await register(db, [GREET])
    await record(db, 1)
    claims = Claims(db)
    assert len((await claims.claim({"shop.greet": 9}, LEASE)).claimed) == 1
    db.clock_shift = timedelta(seconds=29)
    assert not (await claims.claim({"shop.greet": 9}, LEASE)).claimed
    db.clock_shift = timedelta(seconds=31)
    assert len((await claims.claim({"shop.greet": 9}, LEASE)).claimed) == 1


async def test_a_released_delivery_is_due_unless_claimed_by_another(db: Database) -> None:
    await register(db, [GREET])
    await record(db, 1)
    claims = Claims(db)
    first = await claims.claim({"shop.greet": 9}, LEASE)
    await claims.release(first, first.claimed)
    second = await claims.claim({"shop.greet": 9}, LEASE)
    assert len(second.claimed) == 1
    await claims.release(first, first.claimed)
    assert not (await claims.claim({"shop.greet": 9}, LEASE)).claimed


async def test_a_backlog_of_one_consumer_does_not_starve_another(db: Database) -> None:
    await register(db, [GREET])
    await record(db, *range(300))
    await register(db, [COUNT])
    await record(db, 300)
    lease = await Claims(db).claim({"shop.greet": 50, "shop.count": 50}, LEASE)
    assert sum(claimed.consumer == "shop.count" for claimed in lease.claimed) == 1
    assert len(lease.claimed) == 51


async def test_deliveries_of_an_unknown_consumer_wait(db: Database, owner: asyncpg.Connection) -> None:
    await register(db, [GREET])
    await record(db, 1)
    assert not (await Claims(db).claim({"shop.other": 9}, LEASE)).claimed
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL") == 1


async def test_events_are_claimed_in_the_order_of_recording(db: Database) -> None:
    await register(db, [GREET])
    for guest in range(20):
        await record(db, guest)
    claimed = (await Claims(db).claim({"shop.greet": 50}, LEASE)).claimed
    assert [c.event_id for c in claimed] == sorted(c.event_id for c in claimed)


async def test_a_savepoint_rolls_back_only_the_failed_work(db: Database, owner: asyncpg.Connection) -> None:
    heard: list[str] = []
    async with db.begin() as tx:
        for name in ("kept", "failed", "also kept"):
            with nullcontext() if name != "failed" else pytest.raises(Invalid):
                async with tx.savepoint():
                    tx.audit(AuditEntry(name, resource="thing:1", metadata=METADATA))
                    tx.record(OutgoingEvent(Came(), aggregate_id=name, sequence=1, metadata=METADATA))
                    tx.after_commit(partial(heard.append, name))
                    if name == "failed":
                        await tx.flush()
                        await tx.fetch("SELECT 1 / 0")
        await tx.commit()
    rows = await owner.fetch("SELECT action FROM platform.audit_log ORDER BY id")
    assert [row["action"] for row in rows] == ["kept", "also kept"] == heard
    assert await owner.fetchval("SELECT count(*) FROM platform.events") == 2


async def test_a_nested_savepoint_failure_can_be_contained(db: Database, owner: asyncpg.Connection) -> None:
    async with db.begin() as tx:
        for name in ("kept", "lost"):
            with nullcontext() if name == "kept" else pytest.raises(KeyError):
                async with tx.savepoint():
                    tx.audit(AuditEntry(name, resource="thing:1", metadata=METADATA))
                    with pytest.raises(ValueError, match="inner"):
                        async with tx.savepoint():
                            tx.audit(AuditEntry("inner", resource="thing:1", metadata=METADATA))
                            raise ValueError("inner")
                    if name == "lost":
                        raise KeyError
        await tx.commit()
    assert [row["action"] for row in await owner.fetch("SELECT action FROM platform.audit_log")] == ["kept"]
