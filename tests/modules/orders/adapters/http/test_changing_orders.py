"""Orders changed after they were placed."""

from modules.orders.adapters.inbound.http.orders.timeline_responses import TimelineOut
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import InMemoryStock


async def test_cancelling_twice_is_rejected_and_the_timeline_is_complete(client: Client, stock: InMemoryStock) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    stale = await http.post(f"{path}/cancel", json={"reason": "x"}, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 1)
    gone = await http.post(f"{path}/cancel", json={"reason": "too late"})
    assert (gone.json()["status"], gone.json()["version"], gone.json()["items"][0]["cancelled"]) == ("cancelled", 2, 1)
    twice = await http.post(f"{path}/cancel", json={"reason": "x"})
    assert (twice.status_code, twice.json()["code"], twice.json()["from"]) == (409, "invalid_transition", "cancelled")
    assert twice.json()["allowed"] == []
    assert not stock.holds
    timeline = await http.get(f"{path}/timeline")
    assert TimelineOut.model_validate_json(timeline.content)
    assert [(e["fact"], e["actor"]) for e in timeline.json()["items"]] == [
        ("placed", "user:7"),
        ("cancelled", "user:7"),
    ]


async def test_changes_of_an_order_check_its_version(client: Client) -> None:
    staff = client("staff")
    order = (await client("customer").post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    returned = {"items": [{"line_id": 1, "quantity": 1, "reason": "x"}]}
    for number, (who, part, sent) in enumerate(
        (
            ("manager", "payments", {"method": "manual"}),
            ("customer", "returns", returned),
            ("manager", "returns", returned),
        )
    ):
        headers = {"If-Match": '"9"', "Idempotency-Key": f"stale {number}"}
        stale = await client(who).post(f"{order}/{part}", json=sent, headers=headers)
        assert (stale.status_code, stale.json()["current"]) == (412, 1), stale.text
    assert (await staff.get(order)).json()["payments"] == []
    headers = {"If-Match": '"1"', "Idempotency-Key": "fresh"}
    paid = await client("manager").post(f"{order}/payments", json={"method": "manual"}, headers=headers)
    assert paid.status_code == 201, paid.text


async def test_details_are_corrected_by_merge_patch(client: Client) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 1), metadata={"a": "1", "b": "2"}))).headers["Location"]
    patch = {
        "shipping_address": {"line1": "2 Lane", "phone": "123 456"},
        "metadata": {"a": None, "c": "3"},
        "note": "x",
    }
    changed = (await http.patch(path, json=patch)).json()
    assert changed["shipping_address"]["line1"] == "2 Lane"
    assert changed["shipping_address"]["city"] == "London"
    assert changed["metadata"] == {"b": "2", "c": "3"}
    assert changed["version"] == 2
    nothing = (await http.patch(path, json={"note": "x"})).json()
    assert nothing["version"] == 2
    nowhere = await http.patch(path, json={"shipping_address": None})
    assert nowhere.status_code == 422
    half = await http.patch(path, json={"billing_address": {"name": "Bo"}})
    assert half.json()["errors"][0]["pointer"] == "/billing_address/line1"
    assert (await http.patch(path, json={"status": "confirmed"})).status_code == 422


async def test_staff_hold_and_release(client: Client) -> None:
    staff = client("staff")
    path = (await staff.post("/v1/orders", json=body(("TEA", 1), payment={"method": "invoice"}))).headers["Location"]
    for word in ("stock_shortfall", "dispute", "customer_erased"):
        reserved = await staff.post(f"{path}/hold", json={"reason": word})
        assert (reserved.status_code, reserved.json()["errors"][0]["code"]) == (422, "reserved_value")
    held = await staff.post(f"{path}/hold", json={"reason": "fraud check"})
    assert held.json()["hold"]["reason"] == "fraud check"
    assert (await staff.post(f"{path}/hold", json={"reason": "again"})).status_code == 409
    released = await staff.post(f"{path}/release")
    assert (released.json()["hold"], released.json()["version"]) == (None, 3)
    assert (await client("customer").post(f"{path}/hold", json={"reason": "x"})).status_code == 403


async def test_changes_by_staff_are_audited(client: Client, db: Database) -> None:
    customer, staff = client("customer"), client("staff")
    path = (await customer.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    await customer.patch(path, json={"note": "mine"})
    await staff.patch(path, json={"note": "ring at Ada's"})
    await staff.post(f"{path}/cancel", json={"reason": "Ada called"})
    async with db.read() as reading:
        rows = await reading.fetch("SELECT actor, action, resource, changes::text FROM platform.audit_log ORDER BY id")
    resource = path.removeprefix("/v1/").replace("orders/", "order:")
    assert [tuple(row)[:3] for row in rows] == [
        ("user:1", "order.changed", resource),
        ("user:1", "order.cancelled", resource),
    ]
    assert "Ada" not in str(rows)
