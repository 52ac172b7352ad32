from dataclasses import dataclass
from typing import ClassVar

import asyncpg
import pytest

from shared.infra.sql.database import Database
from shared.kernel.events import Cause, Event, Recorded

CAUSE = Cause(actor="user:1", request_id="r1")


@dataclass(frozen=True, slots=True)
class Happened(Event):
    type: ClassVar[str] = "tests.thing.happened"
    aggregate_type: ClassVar[str] = "thing"
    amount: int
    lines: tuple[str, ...] = ()


async def test_events_are_written_with_a_delivery_for_each_consumer(database_url: str) -> None:
    rung: list[str] = []
    db = Database(database_url, {}, on_events=lambda: rung.append("ding"))
    async with db.begin() as tx:
        await tx.fetch(
            "INSERT INTO platform.consumers VALUES ($1, 'a.one', false), ($1, 'b.two', true), ('other', 'c.x', false)",
            Happened.type,
        )
        await tx.commit()
    assert rung == []
    async with db.begin() as tx:
        for sequence in (1, 2):
            tx.record(Recorded(Happened(5, ("x",)), "7", sequence, CAUSE))
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
            tx.record(Recorded(Happened(1), "7", 1, CAUSE))
            tx.record(Recorded(Happened(2), "7", 1, CAUSE))
            await tx.commit()
