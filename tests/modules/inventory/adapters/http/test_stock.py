from datetime import UTC, datetime

import httpx2
import pytest

from shared.infra.sql.database import Database
from tests.modules.inventory import stores
from tests.modules.inventory.adapters.http.conftest import Client
from tests.modules.inventory.warehouse import Warehouse


@pytest.fixture
def stock(db: Database) -> Warehouse:
    return stores.in_sql(db)


async def test_a_restock_returns_the_new_level(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    await stock.reserve(("AAA", 2))
    body = {"sku": "AAA", "quantity": 10, "reason": "spring", "reference": "PO-1"}
    done = await manager.post("/v1/inventory/restock", json=body, headers={"Idempotency-Key": "k"})
    assert done.status_code == 201
    response = done.json()
    assert {name: response[name] for name in ("quantity", "on_hand", "reserved", "available", "ledger_seq")} == {
        "quantity": 15,
        "on_hand": 15,
        "reserved": 2,
        "available": 13,
        "ledger_seq": 3,
    }
    again = await manager.post("/v1/inventory/restock", json=body, headers={"Idempotency-Key": "k"})
    assert again.content == done.content
    entry = (await manager.get(done.headers["location"])).json()
    assert (entry["id"], entry["kind"], entry["on_hand_delta"], entry["reference"]) == (
        response["id"],
        "received",
        10,
        "PO-1",
    )
    assert (await stock.level("AAA")) == (15, 2, 0)


async def test_a_restock_of_an_unknown_sku_is_not_found(manager: httpx2.AsyncClient) -> None:
    missing = await manager.post("/v1/inventory/restock", json={"sku": "NONE", "quantity": 1})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    for quantity in (0, -1, 1.5, "1", True):
        wrong = await manager.post("/v1/inventory/restock", json={"sku": "NONE", "quantity": quantity})
        assert wrong.status_code == 422


async def test_receipts_and_adjustments_are_documents(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA")
    await stock.product("BBB")
    lines = [{"sku": "AAA", "quantity": 4}, {"sku": "BBB", "quantity": 6}]
    receipt = await manager.post("/v1/inventory/receipts", json={"lines": lines, "reference": "D-1"})
    assert receipt.status_code == 201
    assert (await manager.get(receipt.headers["location"])).json() == receipt.json()
    assert [line["on_hand"] for line in receipt.json()["lines"]] == [4, 6]
    wrong = await manager.post("/v1/inventory/receipts", json={"lines": [*lines, {"sku": "X", "quantity": 1}]})
    assert wrong.json()["errors"] == [
        {"pointer": "/lines/2/sku", "code": "sku_not_found", "message": "There is no product with this SKU."}
    ]
    too_many = await manager.post("/v1/inventory/receipts", json={"lines": lines * 251})
    assert too_many.status_code == 422
    lines = [{"sku": "AAA", "location_code": "MAIN", "delta": -1, "unavailable_delta": 2}]
    adjusted = await manager.post("/v1/inventory/adjustments", json={"reason": "damage", "lines": lines})
    assert (adjusted.status_code, adjusted.json()["deallocated"]) == (201, [])
    assert (await manager.get(adjusted.headers["location"])).json() == adjusted.json()
    assert (await manager.get(f"/v1/inventory/receipts/{adjusted.json()['id']}")).status_code == 404
    assert [item["reference"] for item in (await manager.get("/v1/inventory/receipts")).json()["items"]] == ["D-1"]
    assert (await manager.get("/v1/inventory/adjustments?reference=x")).json()["total"] == 0


async def test_a_shortfall_reports_or_deallocates_orders(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    order, _ = await stock.reserve(("AAA", 4), minutes=None)
    body = {"reason": "theft", "lines": [{"sku": "AAA", "location_code": "MAIN", "delta": -3}]}
    refused = await manager.post("/v1/inventory/adjustments", json=body)
    assert (refused.status_code, refused.json()["code"], refused.json()["orders"]) == (
        409,
        "stock_below_reserved",
        [order],
    )
    done = await manager.post("/v1/inventory/adjustments", json={**body, "on_shortfall": "deallocate"})
    assert done.json()["deallocated"] == [{"order_id": order, "line_id": 1, "sku": "AAA", "quantity": 2}]


async def test_levels_are_compared_and_set(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    where = "/v1/inventory/levels/AAA/MAIN"
    read = await manager.get(where)
    assert (read.json()["on_hand"], read.headers["etag"]) == (5, '"1"')
    assert (await manager.put(where, json={"on_hand": 3})).status_code == 428
    changed = await manager.put(where, json={"on_hand": 3, "expected_on_hand": 4})
    assert (changed.status_code, changed.json()["code"], changed.json()["current"]) == (409, "quantity_changed", 5)
    done = await manager.put(where, json={"on_hand": 3, "expected_on_hand": 5})
    assert (done.status_code, done.json()["on_hand"], done.headers["etag"]) == (200, 3, '"2"')
    stale = await manager.put(where, json={"on_hand": 3}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (await manager.put(where, json={"on_hand": 4}, headers={"If-Match": '"2"'})).status_code == 200
    whatever = await manager.put(where, json={"on_hand": 6}, headers={"If-Match": "*"})
    assert (whatever.status_code, whatever.json()["on_hand"]) == (200, 6)
    await manager.post("/v1/locations", json={"code": "LEEDS", "name": "Leeds", "country": "GB"})
    nothing = "/v1/inventory/levels/AAA/LEEDS"
    assert (await manager.put(nothing, json={"on_hand": 6}, headers={"If-Match": "*"})).status_code == 404
    assert (await manager.put(nothing, json={"on_hand": 6, "expected_on_hand": 0})).status_code == 200
    assert (await manager.get("/v1/inventory/levels/AAA/NONE")).status_code == 404


async def test_levels_as_of_an_earlier_sequence_are_listed(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    await stock.product("BBB", 1)
    entry = (await manager.get("/v1/inventory/ledger?sku=AAA")).json()["items"][0]
    await stock.restock("AAA", 5)
    now = (await manager.get("/v1/inventory/levels")).json()
    assert ([(level["sku"], level["on_hand"]) for level in now["items"]], now["total"]) == (
        [("AAA", 10), ("BBB", 1)],
        2,
    )
    then = (await manager.get("/v1/inventory/levels", params={"at": entry["at"]})).json()["items"]
    assert [(level["sku"], level["on_hand"], level["ledger_seq"]) for level in then] == [("AAA", 5, 1)]
    below = (await manager.get("/v1/inventory/levels?below=2")).json()["items"]
    assert [level["sku"] for level in below] == ["BBB"]
    long_ago = {"at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}
    assert (await manager.get("/v1/inventory/levels", params=long_ago)).json()["items"] == []


async def test_the_ledger_is_read_and_verified(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    order, _ = await stock.reserve(("AAA", 2))
    await stock.release(order)
    page = (await manager.get("/v1/inventory/ledger")).json()
    assert [item["kind"] for item in page["items"]] == ["released", "reserved", "received"]
    assert page["items"][0]["prev_hash"] == page["items"][1]["hash"]
    mine = (await manager.get(f"/v1/inventory/ledger?order_id={order}&kind=released")).json()["items"]
    assert [(item["order_id"], item["reserved_delta"]) for item in mine] == [(order, -2)]
    verification = (await manager.get("/v1/inventory/ledger/verify")).json()
    assert verification == {"ok": True, "chains": 1, "entries": 3, "first_bad": None, "broken": []}
    assert (await manager.get("/v1/inventory/ledger/999")).status_code == 404
    assert (await manager.get("/v1/inventory/ledger?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")).json()[
        "items"
    ] == []


async def test_anonymous_callers_see_availability_up_to_the_cap(
    manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient, stock: Warehouse
) -> None:
    await stock.product("AAA", 50, backorder_policy="allow")
    await stock.product("BBB", 3)
    where = "/v1/inventory/availability?sku=BBB&sku=NONE&sku=AAA&sku=BBB"
    capped = (await stranger.get(where)).json()["items"]
    assert [(item["sku"], item["available"], item["backorderable"]) for item in capped] == [
        ("BBB", 3, 0),
        ("AAA", 10, 10),
    ]
    assert [item["available"] for item in (await manager.get(where)).json()["items"]] == [3, 50]
    assert (await stranger.get("/v1/inventory/availability")).status_code == 422
    many = "&".join(f"sku=A{n}" for n in range(101))
    assert (await stranger.get(f"/v1/inventory/availability?{many}")).status_code == 422


async def test_low_stock(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA", 5)
    await stock.product("BBB", 6)
    await stock.product("CCC", 30, low_stock_threshold=40)
    await stock.product("DDD", active=False)
    low = (await manager.get("/v1/inventory/low-stock")).json()["items"]
    assert [(item["sku"], item["threshold"]) for item in low] == [("AAA", 5), ("CCC", 40)]
    assert (await manager.get("/v1/inventory/low-stock?threshold=6")).json()["total"] == 3


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/inventory/restock", "inventory:write"),
        ("POST", "/v1/inventory/receipts", "inventory:write"),
        ("POST", "/v1/inventory/adjustments", "inventory:write"),
        ("PUT", "/v1/inventory/levels/AAA/MAIN", "inventory:write"),
        ("GET", "/v1/inventory/levels", "inventory:read"),
        ("GET", "/v1/inventory/ledger", "inventory:read"),
        ("GET", "/v1/inventory/ledger/verify", "inventory:read"),
        ("GET", "/v1/inventory/low-stock", "inventory:read"),
        ("GET", "/v1/inventory/receipts/1", "inventory:read"),
    ],
)
async def test_scopes_are_checked_first(client: Client, method: str, path: str, scope: str) -> None:
    refused = await client("customer").request(method, path)
    assert (refused.status_code, refused.json()["required_scope"]) == (403, scope)
    assert (await client(None).request(method, path)).status_code == 401


@pytest.mark.parametrize("path", ["levels", "ledger", "transfers"])
async def test_a_sku_that_no_product_can_have_is_refused_naming_the_pattern(
    manager: httpx2.AsyncClient, path: str
) -> None:
    assert (await manager.get(f"/v1/inventory/{path}?sku=ABSENT")).json()["items"] == []
    refused = await manager.get(f"/v1/inventory/{path}?sku=absent")
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (422, "/query/sku", "pattern")
