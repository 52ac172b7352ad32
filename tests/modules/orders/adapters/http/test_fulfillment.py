"""Goods on their way to the buyer, as callers see it."""

import pytest

from modules.orders.adapters.inbound.http.fulfillment.responses import ShipmentOut
from modules.orders.adapters.inbound.http.orders.responses import ExpandedOrderOut
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import placed, post, ship
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import InMemoryStock


async def reported(db: Database, prefix: str) -> list[str]:
    async with db.read() as reading:
        rows = await reading.fetch("SELECT type FROM platform.events WHERE type LIKE $1 ORDER BY id", f"{prefix}%")
    return [row["type"] for row in rows]


async def test_an_order_is_shipped_and_delivered_in_two_shipments(
    client: Client, db: Database, stock: InMemoryStock
) -> None:
    warehouse, customer = client("warehouse"), client("customer")
    order = await placed(client, ("TEA", 3), ("POT", 1))
    first = await ship(warehouse, order, (1, 2), carrier="DPD", tracking_number="1 A")
    assert first.status_code == 201, first.text
    shipment = first.json()
    assert ShipmentOut.model_validate_json(first.content).model_dump().keys() == shipment.keys()
    assert (shipment["location_code"], shipment["status"], shipment["version"]) == ("MAIN", "shipped", 1)
    seen = await customer.get(first.headers["Location"])
    assert (seen.json(), seen.headers["ETag"]) == (shipment, first.headers["ETag"])
    line = (await customer.get(order)).json()["items"][0]
    assert (line["reserved"], line["shipped"], line["location_codes"]) == (1, 2, ["MAIN"])
    second = await ship(warehouse, order, (1, 1), (2, 1), location_code="MAIN")
    whole = (await customer.get(f"{order}?expand=shipments")).json()
    assert (whole["status"], whole["fulfillment_status"], whole["return_status"]) == ("completed", "fulfilled", "none")
    assert whole["shipments"] == [shipment, second.json()]
    assert ExpandedOrderOut.model_validate(whole)
    for response in (first, second):
        delivered = await post(warehouse, f"{response.headers['Location']}/deliver")
        assert delivered.json()["status"] == "delivered"
        assert delivered.json()["delivered_at"] is not None
    assert (await customer.get(order)).json()["fulfillment_status"] == "delivered"
    assert stock.holds[whole["id"]] == []
    assert (await reported(db, "orders.shipment."))[-1] == "orders.shipment.delivered"


async def test_a_repeat_ships_once(client: Client, stock: InMemoryStock) -> None:
    order = await placed(client, ("TEA", 3))
    request = {"json": {"items": [{"line_id": 1, "quantity": 1}]}, "headers": {"Idempotency-Key": "same"}}
    first = await client("warehouse").post(f"{order}/shipments", **request)  # type: ignore[arg-type]
    again = await client("warehouse").post(f"{order}/shipments", **request)  # type: ignore[arg-type]
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert sum(held.quantity for held in stock.holds[first.json()["order_id"]]) == 2
    keyless = await client("warehouse").post(f"{order}/shipments", json=request["json"])
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_required")


async def test_an_invalid_shipment_is_rejected_without_effect(client: Client, stock: InMemoryStock) -> None:
    warehouse, staff = client("warehouse"), client("staff")
    order = await placed(client, ("TEA", 3))
    id_ = int(order.rpartition("/")[2])
    over = await ship(warehouse, order, (1, 4))
    assert (over.status_code, over.json()["code"], over.json()["max"]) == (409, "over_fulfilment", 3)
    elsewhere = await ship(warehouse, order, (1, 1), location_code="EAST")
    assert (elsewhere.json()["code"], elsewhere.json()["reserved_at"]) == ("not_reserved_here", ["MAIN"])
    stock.holds[id_] = [FakeAllocation(1, "TEA", "MAIN", 2), FakeAllocation(1, "TEA", None, 1)]
    waiting = await ship(warehouse, order, (1, 3))
    assert (waiting.json()["code"], waiting.json()["reserved_at"]) == ("not_reserved_here", ["MAIN"])
    await staff.post(f"{order}/hold", json={"reason": "check"})
    assert (await ship(warehouse, order, (1, 1))).json()["code"] == "order_on_hold"
    unpaid = (await post(client("customer"), "/v1/orders", {**BODY})).headers["Location"]
    assert (await ship(warehouse, unpaid, (1, 1))).json()["code"] == "invalid_transition"
    for items, pointer in (
        ([], "/items"),
        ([{"line_id": 9, "quantity": 1}], "/items/0/line_id"),
        ([{"line_id": 1, "quantity": 1}] * 2, "/items/1/line_id"),
        ([{"line_id": 1, "quantity": 1}] * 101, "/items"),
    ):
        await staff.post(f"{order}/release")
        wrong = await post(warehouse, f"{order}/shipments", {"items": items})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await post(warehouse, f"{order}/shipments", {})).status_code == 422
    assert (await warehouse.get("/v1/shipments")).json()["items"] == []


BODY = {
    "items": [{"sku": "POT", "quantity": 1}],
    "shipping_address": {"name": "A", "line1": "1", "city": "L", "postal_code": "N1 1AA", "country": "GB"},
}


async def test_products_without_stock_keeping_ship_too(client: Client, stock: InMemoryStock) -> None:
    stock.sell("GIFT", 1000)
    stock.untracked.add("GIFT")
    order = await placed(client, ("GIFT", 2), ("TEA", 1))
    shipped = await ship(client("warehouse"), order, (1, 2))
    assert (shipped.status_code, shipped.json()["location_code"]) == (201, "MAIN"), shipped.text
    again = (await client("customer").get(order)).json()
    assert (again["items"][0]["shipped"], again["items"][1]["reserved"]) == (2, 1)


async def test_a_cancelled_shipment_restores_the_units(client: Client, stock: InMemoryStock) -> None:
    warehouse = client("warehouse")
    order = await placed(client, ("TEA", 3))
    before = (await warehouse.get(order)).json()
    shipment = (await ship(warehouse, order, (1, 3))).headers["Location"]
    cancelled = await post(warehouse, f"{shipment}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled"), cancelled.text
    after = (await warehouse.get(order)).json()
    assert after["items"] == before["items"]
    assert (after["status"], after["fulfillment_status"]) == ("confirmed", "unfulfilled")
    assert [(held.location_code, held.quantity) for held in stock.holds[after["id"]]] == [("MAIN", 3)]
    again = await post(warehouse, f"{shipment}/cancel")
    assert (again.status_code, again.json()["code"], again.json()["from"]) == (409, "invalid_transition", "cancelled")
    second = (await ship(warehouse, order, (1, 3))).headers["Location"]
    await post(warehouse, f"{second}/deliver")
    assert (await post(warehouse, f"{second}/cancel")).json()["from"] == "delivered"


async def test_a_label_is_corrected_by_merge_patch(client: Client) -> None:
    warehouse = client("warehouse")
    made = await ship(warehouse, await placed(client, ("TEA", 1)), (1, 1), carrier="DPD", tracking_number="1")
    path = made.headers["Location"]
    changed = await warehouse.patch(path, json={"tracking_number": "2"}, headers={"If-Match": made.headers["ETag"]})
    assert (changed.json()["carrier"], changed.json()["tracking_number"]) == ("DPD", "2")
    assert changed.headers["ETag"] == '"2"'
    stale = await warehouse.patch(path, json={"carrier": None}, headers={"If-Match": made.headers["ETag"]})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    assert (await warehouse.patch(path, json={"carrier": None})).json()["carrier"] is None
    same = await warehouse.patch(path, json={"tracking_number": "2"})
    assert same.json()["version"] == 3


async def test_a_shipment_is_found_by_its_tracking_number(client: Client) -> None:
    warehouse = client("warehouse")
    for number in ("GB 123-4567", "GB12345678", None):
        await ship(warehouse, await placed(client, ("TEA", 1)), (1, 1), tracking_number=number)
    for spelled in ("gb1234567", "GB 123-4567", "Gb-1234567"):
        found = (await warehouse.get("/v1/shipments", params={"tracking_number": spelled})).json()
        assert [each["tracking_number"] for each in found["items"]] == ["GB 123-4567"]
    for who, number in (("warehouse", "GB123"), ("other", "GB1234567")):
        assert (await client(who).get("/v1/shipments", params={"tracking_number": number})).json()["total"] == 0
    assert (await client("customer").get("/v1/shipments?tracking_number=gb1234567")).json()["total"] == 1
    assert (await warehouse.get("/v1/shipments?tracking_number=-")).status_code == 422


async def test_shipments_are_visible_to_the_buyer_and_staff(client: Client) -> None:
    warehouse = client("warehouse")
    order = await placed(client, ("TEA", 1))
    path = (await ship(warehouse, order, (1, 1))).headers["Location"]
    missing = await client("other").get("/v1/shipments/999999")
    others = await client("other").get(path)
    assert others.status_code == missing.status_code == 404
    assert others.json()["detail"] == missing.json()["detail"]
    assert (await client("other").get("/v1/shipments")).json()["total"] == 0
    assert (await client("customer").get("/v1/shipments")).json()["total"] == 1
    assert (await warehouse.get("/v1/shipments?status=shipped&location_code=MAIN")).json()["total"] == 1
    assert (await warehouse.get(f"/v1/shipments?order_id={order.rpartition('/')[2]}&status=delivered")).json()[
        "items"
    ] == []
    assert (await client(None).get(path)).status_code == 401


@pytest.mark.parametrize(
    ("path", "json"),
    [
        ("{order}/shipments", {"items": [{"line_id": 1, "quantity": 1}]}),
        ("{order}/reallocate", {"line_id": 1, "quantity": 1, "from": "MAIN", "to": "EAST"}),
        ("{shipment}/cancel", None),
        ("{shipment}/deliver", None),
    ],
)
async def test_shipping_requires_the_fulfillment_scope(client: Client, path: str, json: object) -> None:
    order = await placed(client, ("TEA", 2))
    shipment = (await ship(client("warehouse"), order, (1, 1))).headers["Location"]
    for who in ("customer", "staff"):
        refused = await post(client(who), path.format(order=order, shipment=shipment), json)
        assert (refused.status_code, refused.json()["required_scope"]) == (403, "fulfillment:write")


async def test_units_are_reallocated_to_another_location(client: Client, stock: InMemoryStock) -> None:
    warehouse = client("warehouse")
    order = await placed(client, ("TEA", 3))
    move = {"line_id": 1, "quantity": 2, "from": "MAIN", "to": "EAST"}
    moved = await post(warehouse, f"{order}/reallocate", move)
    assert moved.status_code == 200, moved.text
    assert (moved.json()["items"][0]["location_codes"], moved.json()["version"]) == (["MAIN", "EAST"], 2)
    assert (await ship(warehouse, order, (1, 2))).json()["location_code"] == "EAST"
    gone = await post(warehouse, f"{order}/reallocate", move)
    assert (gone.json()["code"], gone.json()["reserved_at"]) == ("not_reserved_here", ["MAIN"])
    unknown = await post(warehouse, f"{order}/reallocate", {**move, "line_id": 5})
    assert unknown.json()["errors"][0]["pointer"] == "/line_id"


async def test_shipments_are_available_to_mails_and_webhooks(client: Client, container: OrdersHttpContainer) -> None:
    order = await placed(client, ("TEA", 2), ("POT", 1))
    made = await ship(client("warehouse"), order, (1, 1), carrier="DPD")
    summary = await resolve(container.api).get_shipment(made.json()["id"])
    assert summary is not None
    assert (summary.order_id, summary.carrier, summary.location_code) == (made.json()["order_id"], "DPD", "MAIN")
    assert [(line.sku, line.quantity, line.total_cents) for line in summary.lines] == [("TEA", 1, 255)]
    assert await resolve(container.api).get_shipment(10**9) is None
    (described,) = [r for r in resolve(container.module).resources() if r.prefix == "orders.shipment."]
    assert await described.describe({"shipment_id": summary.id}) == made.json()
    assert await described.describe({"shipment_id": 10**9}) is None
