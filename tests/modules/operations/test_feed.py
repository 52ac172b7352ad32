from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest

from shared.infra.http.lists.cursors import Cursors
from shared.infra.sql.database import Database
from shared.kernel.events import OutgoingEvent
from tests.modules.operations.sample_events import METADATA, Rotted, Sold, sell, wait_until_visible


async def read(http: httpx2.AsyncClient, after: str | None = None, **query: Any) -> dict[str, Any]:
    response = await http.get("/v1/events", params={**({"after": after} if after else {}), **query})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def numbers(page: dict[str, Any]) -> list[int]:
    return [item["data"]["number"] for item in page["items"]]


async def test_an_event_reads_as_documented(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    await wait_until_visible(db)
    (item,) = (await read(http))["items"]
    assert item["time"] == item["occurred_at"]
    assert item["occurred_at"].endswith("Z")
    assert item["id"][14] == "7"
    kept = {"specversion", "source", "type", "subject", "sequence", "aggregate_type", "aggregate_id", "actor", "data"}
    assert {name: value for name, value in item.items() if name in kept} == {
        "specversion": "1.0",
        "source": "/sample",
        "type": "sample.apple.sold",
        "subject": "apple:1",
        "sequence": 1,
        "aggregate_type": "apple",
        "aggregate_id": "1",
        "actor": "user:1",
        "data": {"number": 1},
    }
    assert (item["correlation_id"], item["causation_id"], item["schema_version"]) == ("r1", None, 1)


async def test_paging_returns_every_event_once_and_ends_caught_up(http: httpx2.AsyncClient, db: Database) -> None:
    for number in range(1, 24):
        await sell(db, number)
    await wait_until_visible(db)
    seen: list[int] = []
    page = await read(http, limit=5)
    while page["items"]:
        seen += numbers(page)
        page = await read(http, page["next_cursor"], limit=5)
    assert seen == list(range(1, 24))
    await sell(db, 24)
    await wait_until_visible(db)
    assert numbers(await read(http, page["next_cursor"])) == [24]


async def test_an_event_committed_late_is_never_skipped(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    await wait_until_visible(db)
    async with db.begin() as late:
        late.record(OutgoingEvent(Sold(2), aggregate_id="1", sequence=2, metadata=METADATA))
        await late.flush()
        await sell(db, 3)
        page = await read(http)
        assert numbers(page) == [1], "what the late one may precede is held back"
        assert numbers(await read(http, page["next_cursor"])) == []
        await late.commit()
    await wait_until_visible(db)
    assert numbers(await read(http, page["next_cursor"])) == [2, 3]


async def test_events_of_an_aggregate_come_in_their_sequence_whatever_transactions_overlapped(
    http: httpx2.AsyncClient, db: Database
) -> None:
    """A transaction gets its number before it acquires the aggregate's lock."""
    async with db.begin() as first:
        await first.fetch("SELECT pg_current_xact_id()")
        async with db.begin() as second:
            await second.fetch("SELECT pg_current_xact_id()")
            await sell(db, 1)
            second.record(OutgoingEvent(Sold(2), aggregate_id="1", sequence=2, metadata=METADATA))
            await second.commit()
        first.record(OutgoingEvent(Sold(3), aggregate_id="1", sequence=3, metadata=METADATA))
        first.record(OutgoingEvent(Sold(4), aggregate_id="1", sequence=4, metadata=METADATA))
        await first.commit()
    await wait_until_visible(db)
    seen, page = [], await read(http, limit=1)
    while page["items"]:
        seen += numbers(page)
        page = await read(http, page["next_cursor"], limit=1)
    assert seen == [1, 2, 3, 4]


async def test_a_cursor_of_an_earlier_version_repeats_its_transaction(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection
) -> None:
    await sell(db, 1)
    await sell(db, 2, 3)
    await sell(db, 4)
    await wait_until_visible(db)
    row = await owner.fetchrow(
        "SELECT system_identifier AS cluster, xid::text::bigint AS xid, id FROM platform.events, pg_control_system()"
        " WHERE sequence = 2"
    )
    assert row is not None
    former = Cursors(["k" * 32]).seal("events", [row["cluster"], row["xid"], row["id"], datetime.now(UTC)])
    assert numbers(await read(http, former)) == [2, 3, 4]


async def test_ordering_by_id_skips_late_commits(db: Database, owner: asyncpg.Connection) -> None:
    """The same with the obvious order by id: the reason for the watermark."""
    async with db.begin() as late:
        late.record(OutgoingEvent(Sold(1), aggregate_id="1", sequence=1, metadata=METADATA))
        await late.flush()
        await sell(db, 2)
        last = await owner.fetchval("SELECT max(id::text) FROM platform.events")
        await late.commit()
    assert not await owner.fetch("SELECT 1 FROM platform.events WHERE id > $1::text::uuid", last)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"types": "sample.apple.sold"}, 3),
        ({"types": "sample.*"}, 4),
        ({"types": "*"}, 4),
        ({"types": "sample.pear.rotted,*"}, 4),
        ({"types": "sample.pear.rotted,sample.apple.*"}, 4),
        ({"aggregate_type": "apple", "aggregate_id": "2"}, 1),
        ({"aggregate_type": "pear"}, 1),
    ],
)
async def test_filters(http: httpx2.AsyncClient, db: Database, query: dict[str, str], found: int) -> None:
    await sell(db, 1, 2)
    await sell(db, 1, apple="2")
    async with db.begin() as tx:
        tx.record(OutgoingEvent(Rotted(), aggregate_id="1", sequence=1, metadata=METADATA))
        await tx.commit()
    await wait_until_visible(db)
    page = await read(http, **query)
    assert len(page["items"]) == found
    assert (await read(http, page["next_cursor"], **query))["items"] == []


@pytest.mark.parametrize("types", ["sample.*.sold", "a b", "x;y", "*.sold", ","])
async def test_other_patterns_are_refused(http: httpx2.AsyncClient, types: str) -> None:
    assert (await http.get("/v1/events", params={"types": types})).status_code == 422


async def test_a_cursor_older_than_the_feed_is_gone(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    cursor = (await read(http))["next_cursor"]
    db.clock_shift = timedelta(days=30, seconds=5)
    response = await http.get("/v1/events", params={"after": cursor})
    assert (response.status_code, response.json()["code"]) == (410, "cursor_expired")


async def test_a_cursor_of_another_database_server_is_gone(http: httpx2.AsyncClient, db: Database) -> None:
    foreign = Cursors(["k" * 32]).seal("events", [4711, 1, 0, UUID(int=0), datetime.now(UTC)])
    assert (await http.get("/v1/events", params={"after": foreign})).status_code == 410


async def test_an_invalid_cursor_is_rejected(http: httpx2.AsyncClient) -> None:
    response = await http.get("/v1/events", params={"after": "bm9uc2Vuc2U"})
    assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")


async def test_reading_needs_its_scope(http: httpx2.AsyncClient) -> None:
    response = await http.get("/v1/events", headers={"Authorization": "Bearer customer"})
    assert (response.status_code, response.json()["required_scope"]) == (403, "events:read")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"types": "sample.apple.sold,sample.aple.sold"}, "Did you mean `sample.apple.sold`?"),
        ({"types": "sample.aple.*"}, "Did you mean `sample.apple.*`?"),
        ({"types": "nothing.*"}, "sample.*, sample.apple.*, sample.pear.*"),
        ({"types": "Sample.apple.sold"}, "Did you mean `sample.apple.sold`? There are: sample.apple.sold"),
        ({"types": "sample.apple*"}, "Did you mean `sample.apple.*`?"),
        ({"types": "sample_apple.sold"}, "Did you mean `sample.apple.sold`?"),
        ({"aggregate_type": "aple"}, "Did you mean `apple`?"),
    ],
)
async def test_unknown_filter_values_are_rejected_with_the_known_ones(
    http: httpx2.AsyncClient, query: dict[str, str], named: str
) -> None:
    response = await http.get("/v1/events", params=query)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == (f"/query/{next(iter(query))}", "unknown_value")
    assert named in error["message"]
