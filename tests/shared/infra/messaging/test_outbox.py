from dataclasses import dataclass
from typing import ClassVar

import asyncpg
import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import Event, EventMetadata, OutgoingEvent

METADATA = EventMetadata(actor="user:1", request_id="r1")


@dataclass(frozen=True, slots=True)
class Happened(Event):
    type: ClassVar[str] = "tests.thing.happened"
    aggregate_type: ClassVar[str] = "thing"
    amount: int
    lines: tuple[str, ...] = ()


async def test_events_are_written_with_a_delivery_for_each_consumer(database_url: str) -> None:
    rung: list[str] = []
    db = Database(database_url, {}, on_events=lambda: rung.append("ding"), outbox=Outbox)
    async with db.begin() as tx:
        await tx.fetch(
            "INSERT INTO platform.consumers VALUES ($1, 'a.one', false), ($1, 'b.two', true), ('other', 'c.x', false)",
            Happened.type,
        )
        await tx.commit()
    assert rung == []
    async with db.begin() as tx:
        for sequence in (1, 2):
            tx.record(OutgoingEvent(Happened(5, ("x",)), aggregate_id="7", sequence=sequence, metadata=METADATA))
        assert rung == []
        await tx.commit()
    assert rung == ["ding"]
    async with db.read() as reading:
        events = await reading.fetch("SELECT * FROM platform.events ORDER BY sequence")
        deliveries = await reading.fetch("SELECT event_id, consumer FROM platform.deliveries")
    assert [event["sequence"] for event in events] == [1, 2]
    assert events[0]["data"] == {"amount": 5, "lines": ["x"]}
    assert (events[0]["actor"], events[0]["correlation_id"]) == ("user:1", "r1")
    assert {tuple(row) for row in deliveries} == {(e["id"], c) for e in events for c in ("a.one", "b.two")}
    await db.close()


async def test_a_sequence_number_is_taken_once(db: Database) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        async with db.begin() as tx:
            tx.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=1, metadata=METADATA))
            tx.record(OutgoingEvent(Happened(2), aggregate_id="7", sequence=1, metadata=METADATA))
            await tx.commit()


async def test_events_of_an_aggregate_are_in_sequence_in_the_feed(db: Database) -> None:
    """Whatever wrote them: an older transaction that came later, one statement, several, a gap where one was pruned."""
    async with db.begin() as older:
        await older.fetch("SELECT pg_current_xact_id()")
        async with db.begin() as newer:
            newer.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=1, metadata=METADATA))
            await newer.commit()
        for sequence in (2, 3):
            older.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=sequence, metadata=METADATA))
        older.record(OutgoingEvent(Happened(1), aggregate_id="8", sequence=1, metadata=METADATA))
        await older.flush()
        older.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=4, metadata=METADATA))
        older.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=6, metadata=METADATA))
        older.record(OutgoingEvent(Happened(1), aggregate_id="9", sequence=5, metadata=METADATA))
        await older.commit()
    async with db.read() as reading:
        rows = await reading.fetch(
            "SELECT aggregate_id, sequence, xid::text::bigint AS place FROM platform.events ORDER BY 1, 2"
        )
    places = {(row["aggregate_id"], row["sequence"]): row["place"] for row in rows}
    newer_place, older_place = places["7", 1], places["8", 1]
    assert older_place < newer_place
    assert [places["7", sequence] for sequence in (2, 3, 4, 6)] == [newer_place] * 4
    assert places["9", 5] == older_place, "nothing is kept of the ones before"
