import httpx2
import pytest

from shared.infra.sql.database import Database
from tests.modules.inventory import stores
from tests.modules.inventory.adapters.http.conftest import Client
from tests.modules.inventory.warehouse import Warehouse
from tests.statements import noted

WHERE = "/v1/inventory/transfers"


@pytest.fixture
async def stock(db: Database) -> Warehouse:
    """10 AAA and 10 BBB in MAIN."""
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    for sku in ("AAA", "BBB"):
        await warehouse.product(sku, 10)
    return warehouse


def body(*lines: tuple[str, int], source: str = "MAIN", target: str = "LEEDS") -> dict[str, object]:
    listed = [{"sku": sku, "quantity": units} for sku, units in lines]
    return {"from_location_code": source, "to_location_code": target, "lines": listed, "note": "weekly"}


async def test_a_transfer_from_draft_to_end(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    made = await manager.post(WHERE, json=body(("AAA", 6), ("BBB", 2)), headers={"Idempotency-Key": "k"})
    assert made.status_code == 201, made.text
    again = await manager.post(WHERE, json=body(("AAA", 6), ("BBB", 2)), headers={"Idempotency-Key": "k"})
    assert (again.content, again.headers["idempotent-replayed"]) == (made.content, "true")
    where = made.headers["location"]
    read = await manager.get(where)
    assert (read.json(), read.headers["etag"]) == (made.json(), '"1"')
    assert (made.json()["status"], made.json()["note"], made.json()["created_by"]) == ("draft", "weekly", "user:1")

    shipped = await manager.post(f"{where}/ship", headers={"If-Match": '"1"'})
    assert (shipped.status_code, shipped.json()["status"], shipped.headers["etag"]) == (200, "in_transit", '"2"')
    stale = await manager.post(f"{where}/receive", json={"lines": []}, headers={"If-Match": '"1"'})
    assert stale.status_code == 422
    lines = [{"sku": "AAA", "received": 3, "damaged": 1}]
    stale = await manager.post(f"{where}/receive", json={"lines": lines}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    some = await manager.post(f"{where}/receive", json={"lines": lines}, headers={"Idempotency-Key": "r"})
    twice = await manager.post(f"{where}/receive", json={"lines": lines}, headers={"Idempotency-Key": "r"})
    assert (some.status_code, twice.content) == (200, some.content)
    assert some.json()["lines"][0] == {
        "sku": "AAA", "quantity": 6, "shipped": 6, "received": 3, "damaged": 1, "lost": 0, "in_transit": 2,
    }  # fmt: skip
    over = await manager.post(f"{where}/receive", json={"lines": lines})
    assert (over.status_code, over.json()["code"], over.json()["max"]) == (409, "over_receipt", 2)
    wrong = await manager.post(f"{where}/close", json={"lost": 3})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/lost")
    closed = await manager.post(f"{where}/close", json={"lost": 4})
    assert (closed.json()["status"], [line["lost"] for line in closed.json()["lines"]]) == ("closed", [2, 2])
    late = await manager.post(f"{where}/receive", json={"lines": lines})
    assert (late.status_code, late.json()["code"], late.json()["from"], late.json()["allowed"]) == (
        409, "invalid_transition", "closed", [],
    )  # fmt: skip
    ledger = (await manager.get(f"/v1/inventory/ledger?reference=transfer:{made.json()['id']}")).json()["items"]
    assert [(entry["kind"], entry["on_hand_delta"]) for entry in ledger] == [
        ("transfer_in", 4), ("transfer_out", -2), ("transfer_out", -6),
    ]  # fmt: skip
    assert (await manager.get("/v1/inventory/ledger?kind=transfer_in")).json()["total"] == 1


async def test_missing_units_are_reported(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    made = await manager.post(WHERE, json=body(("AAA", 11), ("BBB", 2)))
    short = await manager.post(f"{made.headers['location']}/ship")
    assert (short.status_code, short.json()["code"], short.json()["items"]) == (
        409, "insufficient_stock", [{"sku": "AAA", "requested": 11, "available": 10}],
    )  # fmt: skip
    cancelled = await manager.post(f"{made.headers['location']}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert (await manager.get(f"{WHERE}/999")).status_code == 404
    assert (await manager.post(f"{WHERE}/999/ship")).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"from_location_code": "NONE"}, "/from_location_code"),
        ({"to_location_code": "MAIN"}, "/to_location_code"),
        ({"lines": []}, "/lines"),
        ({"lines": [{"sku": "AAA", "quantity": 0}]}, "/lines/0/quantity"),
        ({"lines": [{"sku": "NONE", "quantity": 1}]}, "/lines/0/sku"),
        ({"note": ""}, "/note"),
        ({"surprise": 1}, "/surprise"),
    ],
)
@pytest.mark.usefixtures("stock")
async def test_an_invalid_draft_is_rejected(
    manager: httpx2.AsyncClient, change: dict[str, object], pointer: str
) -> None:
    wrong = await manager.post(WHERE, json={**body(("AAA", 1)), **change})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_transfers_are_listed(
    manager: httpx2.AsyncClient, stock: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stock.location("YORK")
    first = await stock.draft("MAIN", "LEEDS", ("AAA", 1))
    second = await stock.draft("LEEDS", "YORK", ("BBB", 1), ("AAA", 1))
    await stock.ship(first.id)
    for query, found in (
        ("", [second.id, first.id]),
        ("sort=id", [first.id, second.id]),
        ("status=in_transit", [first.id]),
        ("location_code=YORK", [second.id]),
        ("location_code=LEEDS", [second.id, first.id]),
        ("sku=BBB", [second.id]),
        ("sku=BBB&status=in_transit", []),
        ("limit=1", [second.id]),
    ):
        page = (await manager.get(f"{WHERE}?{query}")).json()
        assert [item["id"] for item in page["items"]] == found, query
    assert [line["sku"] for line in page["items"][0]["lines"]] == ["BBB", "AAA"]
    assert (await manager.get(f"{WHERE}?status=lost")).status_code == 422
    statements, counts = noted(monkeypatch), list[int]()
    for _ in range(2):
        statements.clear()
        await manager.get(f"{WHERE}?limit=100")
        counts.append(len(statements))
        for _ in range(10):
            await stock.draft("MAIN", "LEEDS", ("BBB", 1), ("AAA", 1))
    assert counts[0] == counts[1] > 0


async def test_transfers_require_their_scope(client: Client, stranger: httpx2.AsyncClient, stock: Warehouse) -> None:
    drafted = await stock.draft("MAIN", "LEEDS", ("AAA", 1))
    assert (await client("reader").get(f"{WHERE}/{drafted.id}")).status_code == 200
    for step in ("ship", "receive", "close", "cancel"):
        refused = await client("reader").post(f"{WHERE}/{drafted.id}/{step}")
        assert (refused.status_code, refused.json()["required_scope"]) == (403, "inventory:write")
        assert (await stranger.post(f"{WHERE}/{drafted.id}/{step}")).status_code == 401
    assert (await client("customer").get(WHERE)).status_code == 403


@pytest.mark.parametrize("step", ["", "/1/ship", "/1/receive", "/1/close", "/1/cancel"])
async def test_transfers_require_an_idempotency_key_in_strict_mode(strict: httpx2.AsyncClient, step: str) -> None:
    refused = await strict.post(f"{WHERE}{step}", json={})
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency_key_required")
