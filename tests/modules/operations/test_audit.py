from datetime import timedelta

import httpx2

from shared.infra.sql.database import Database
from shared.kernel.events import Cause
from shared.kernel.transaction import AuditLine


async def note(db: Database, actor: str, resource: str) -> None:
    async with db.begin() as tx:
        tx.audit(AuditLine("thing.changed", resource, Cause(actor, "r1"), {"price": [1, 2]}))
        await tx.commit()


async def test_the_log_reads_newest_first_by_actor_resource_and_time(http: httpx2.AsyncClient, db: Database) -> None:
    await note(db, "user:1", "thing:1")
    db.clock_shift = timedelta(hours=1)
    await note(db, "user:2", "thing:1")
    await note(db, "user:2", "thing:2")
    lines = (await http.get("/v1/audit")).json()
    assert lines["total"] == 3
    assert [line["resource"] for line in lines["items"]] == ["thing:2", "thing:1", "thing:1"]
    newest = lines["items"][0]
    assert (newest["action"], newest["request_id"], newest["changes"]) == ("thing.changed", "r1", {"price": [1, 2]})
    for query, found in (
        ({"actor": "user:2"}, 2),
        ({"resource": "thing:1"}, 2),
        ({"actor": "user:2", "resource": "thing:1"}, 1),
        ({"from": newest["at"]}, 1),
        ({"to": newest["at"]}, 2),
    ):
        assert len((await http.get("/v1/audit", params=query)).json()["items"]) == found, query


async def test_a_time_that_is_none_is_refused(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/audit", params={"from": "yesterday"})).status_code == 422
