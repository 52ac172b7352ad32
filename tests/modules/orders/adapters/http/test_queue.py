"""What to ship next, and for whose money goods leave."""

from datetime import timedelta

import asyncpg
import pytest

from modules.orders.adapters.inbound.http.fulfillment.queue_response import ShippableOrderOut
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import placed, post, ship
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.statements import noted


async def test_the_queue_lists_the_next_picks(client: Client, stock: InMemoryStock) -> None:
    warehouse = client("warehouse")
    first, second = await placed(client, ("TEA", 3), ("POT", 1)), await placed(client, ("TEA", 1))
    stock.backorderable["POT"] = 5
    waiting = await placed(client, ("POT", 6), allow_backorder=True)
    held = await placed(client, ("TEA", 1))
    await client("staff").post(f"{held}/hold", json={"reason": "check"})
    await ship(warehouse, first, (1, 1))
    queue = (await warehouse.get("/v1/fulfillment/queue")).json()
    assert [ShippableOrderOut.model_validate(item).order_id for item in queue["items"]] == _ids(first, second)
    assert queue["items"][0]["picks"] == [
        {"line_id": 1, "sku": "TEA", "name": "A thing", "quantity": 2, "location_code": "MAIN"},
        {"line_id": 2, "sku": "POT", "name": "A thing", "quantity": 1, "location_code": "MAIN"},
    ]
    everything = (await warehouse.get("/v1/fulfillment/queue?ready=false")).json()["items"]
    assert [(item["order_id"], item["waiting"]) for item in everything][2:] == [(_ids(waiting)[0], 2)]
    page = (await warehouse.get("/v1/fulfillment/queue?limit=1")).json()
    rest = (await warehouse.get(f"/v1/fulfillment/queue?limit=1&cursor={page['next_cursor']}")).json()
    assert [item["order_id"] for item in page["items"] + rest["items"]] == _ids(first, second)
    assert (await warehouse.get("/v1/fulfillment/queue?location_code=EAST")).json()["items"] == []
    stock.holds[_ids(second)[0]] = [FakeAllocation(1, "TEA", "EAST", 1)]
    main = (await warehouse.get("/v1/fulfillment/queue?location_code=MAIN")).json()["items"]
    assert [item["order_id"] for item in main] == _ids(first)
    assert (await client("customer").get("/v1/fulfillment/queue")).status_code == 403


async def test_cancelled_and_refunded_units_are_not_queued_or_shipped(client: Client, owner_database_url: str) -> None:
    warehouse, manager = client("warehouse"), client("manager")
    order, given_back = await placed(client, ("TEA", 3)), await placed(client, ("TEA", 1))
    cancelled = {"reason": "no", "items": [{"line_id": 1, "quantity": 1}]}
    assert (await post(manager, f"{order}/cancel", cancelled)).status_code == 200
    assert (await post(manager, f"{given_back}/refunds", {"amount_cents": 255, "reason": "kind"})).status_code == 201
    for query in ("", "?ready=false", "?location_code=MAIN"):
        (item,) = (await warehouse.get(f"/v1/fulfillment/queue{query}")).json()["items"]
        assert (item["order_id"], [pick["quantity"] for pick in item["picks"]]) == (_ids(order)[0], [2])
    refused = await ship(warehouse, given_back, (1, 1))
    assert (refused.status_code, refused.json()["code"]) == (409, "already_refunded")
    assert f"POST {given_back}/cancel" in refused.json()["detail"]
    assert (await post(manager, f"{given_back}/cancel", {"reason": "given back"})).json()["status"] == "cancelled"
    # Units refunded before they were shipped, as it was possible once.
    owner = await asyncpg.connect(owner_database_url)
    try:
        await owner.execute("UPDATE orders.order_lines SET credited = 2 WHERE order_id = $1", _ids(order)[0])
    finally:
        await owner.close()
    (item,) = (await warehouse.get("/v1/fulfillment/queue")).json()["items"]
    assert [pick["quantity"] for pick in item["picks"]] == [1]
    assert (await ship(warehouse, order, (1, 2))).json()["max"] == 1


def _ids(*paths: str) -> list[int]:
    return [int(path.rpartition("/")[2]) for path in paths]


async def test_a_long_queue_takes_as_many_statements_as_a_short_one(
    client: Client, stock: InMemoryStock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = noted(monkeypatch)
    requested = InMemoryStock.allocations_of

    async def noting(self: InMemoryStock, *arguments: object) -> object:
        seen.append("allocations_of")
        return await requested(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(InMemoryStock, "allocations_of", noting)
    stock.sell("MANY", 1000)
    warehouse = client("warehouse")
    counts = []
    for more in (1, 30):
        for _ in range(more):
            await placed(client, ("MANY", 1), ("MANY", 2))
        seen.clear()
        assert len((await warehouse.get("/v1/fulfillment/queue?limit=50")).json()["items"]) >= more
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert seen.count("allocations_of") == 1


async def test_a_lapsed_authorization_is_no_payment(client: Client, db: Database) -> None:
    order = await placed(client, ("TEA", 2), payment={"method": "invoice"})
    id_ = int(order.rpartition("/")[2])
    async with db.begin() as tx:
        await tx.fetch(
            "UPDATE orders.orders SET payment_method = 'card', payment_status = 'authorized' WHERE id = $1", id_
        )
        await tx.fetch(AUTHORIZED, id_, tx.now + timedelta(hours=1))
        await tx.commit()
    warehouse = client("warehouse")
    db.clock_shift = timedelta(hours=2)
    assert (await ship(warehouse, order, (1, 1))).json()["code"] == "payment_required"
    assert (await warehouse.get("/v1/fulfillment/queue")).json()["items"] == []
    db.clock_shift = timedelta()
    assert len((await warehouse.get("/v1/fulfillment/queue")).json()["items"]) == 1
    assert (await ship(warehouse, order, (1, 1))).status_code == 201
    (payment,) = (await warehouse.get(order)).json()["payments"]
    assert payment["status"] == "capturing"
    async with db.read() as reading:
        (requested,) = await reading.fetch("SELECT action, next_attempt_at IS NOT NULL AS due FROM orders.payments")
    assert (requested["action"], requested["due"]) == ("capture", True)
    assert (await ship(warehouse, order, (1, 1))).status_code == 201


AUTHORIZED = """
    INSERT INTO orders.payments (id, order_id, method, status, amount_cents, currency, captured_cents, refunded_cents,
        lapse_notified, attempts, authorization_expires_at, created_at, updated_at)
    VALUES (900, $1, 'card', 'authorized', 510, 'GBP', 0, 0, false, 0, $2, now(), now())
"""
