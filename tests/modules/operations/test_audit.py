from datetime import timedelta

import httpx2

from shared.infra.sql.database import Database
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


async def note(db: Database, actor: str, resource: str) -> None:
    async with db.begin() as tx:
        tx.audit(
            AuditEntry(
                "thing.changed", resource=resource, metadata=EventMetadata(actor, "r1"), changes={"price": [1, 2]}
            )
        )
        await tx.commit()


async def test_the_log_reads_newest_first_by_actor_resource_and_time(http: httpx2.AsyncClient, db: Database) -> None:
    await note(db, "user:1", "product:1")
    db.clock_shift = timedelta(hours=1)
    await note(db, "user:2", "product:1")
    await note(db, "user:2", "product:2")
    lines = (await http.get("/v1/audit")).json()
    assert lines["total"] == 3
    assert [line["resource"] for line in lines["items"]] == ["product:2", "product:1", "product:1"]
    newest = lines["items"][0]
    assert (newest["action"], newest["request_id"], newest["changes"]) == ("thing.changed", "r1", {"price": [1, 2]})
    for query, found in (
        ({"actor": "user:2"}, 2),
        ({"resource": "product:1"}, 2),
        ({"actor": "user:2", "resource": "product:1"}, 1),
        ({"from": newest["at"]}, 1),
        ({"to": newest["at"]}, 2),
    ):
        assert len((await http.get("/v1/audit", params=query)).json()["items"]) == found, query


async def test_an_invalid_time_is_rejected(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/audit", params={"from": "yesterday"})).status_code == 422


async def test_actors_and_resources_have_one_format(http: httpx2.AsyncClient) -> None:
    for query, close in (
        ({"resource": "product/85123A"}, "`product`"),
        ({"resource": "prodct:85123A"}, "`product`"),
        ({"resource": "product:"}, "kind:id"),
        ({"resource": "nothing"}, "kind:id"),
        ({"actor": "users:7"}, "`user`"),
        ({"actor": "7"}, "kind:id"),
    ):
        response = await http.get("/v1/audit", params=query)
        assert response.status_code == 422, query
        (error,) = response.json()["errors"]
        assert (error["pointer"], error["code"]) == (f"/query/{next(iter(query))}", "unknown_value")
        assert close in error["message"]
        assert "Kinds: " in error["message"]
    for query in (
        {"resource": "order:abc"},
        {"resource": "order:0"},
        {"resource": "user:7a"},
        {"resource": "api_key:" + "9" * 17},
        {"actor": "user:abc"},
        {"actor": "client:-1"},
        {"actor": "guest:x"},
    ):
        response = await http.get("/v1/audit", params=query)
        assert response.status_code == 422, query
        (error,) = response.json()["errors"]
        assert (error["pointer"], error["code"]) == (f"/query/{next(iter(query))}", "invalid_format")
        assert "a whole number" in error["message"]
    for query in (
        {"resource": "product:abc"},
        {"resource": "coupon:SPRING"},
        {"resource": "level:TEA/MAIN"},
        {"resource": "location:MAIN"},
        {"resource": "dead_letters"},
        {"actor": "operator"},
        {"actor": "orders.settle_payments"},
        {"actor": "client:3"},
    ):
        assert (await http.get("/v1/audit", params=query)).json()["items"] == []
