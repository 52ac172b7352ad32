"""A guest's data, the shipping method, and mails sent again."""

from typing import Any

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http import conftest
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import issue

BO = {"name": "Bo", "email": "bo@exmaple.com", "phone": "020 7946 0018"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coupons may be tried as often as the tests do."""
    monkeypatch.setitem(conftest.RATES, "coupon", "9999/60")


async def placed(client: Client, **more: Any) -> tuple[str, Any]:
    """A guest's order: its path, and what was answered."""
    response = await client("client").post("/v1/orders", json=body(("TEA", 1), customer=BO, **more))
    assert response.status_code == 201, response.text
    return response.headers["Location"], response.json()


async def test_correcting_a_guest_keeps_the_guest_token(client: Client) -> None:
    path, order = await placed(client)
    staff = client("staff")
    patch = {"customer": {"email": "bo@example.com", "phone": None}}
    changed = await staff.patch(path, json=patch)
    assert changed.status_code == 200, changed.text
    right = {"id": None, "name": "Bo", "email": "bo@example.com", "phone": None}
    assert (changed.json()["customer"], changed.json()["version"]) == (right, 2)
    assert (await staff.patch(path, json=patch)).json()["version"] == 2
    token = {"Authorization": f"Bearer {order['order_token']}"}
    assert (await client(None).get(path, headers=token)).json()["customer"] == right
    for email, orders in ((BO["email"], 0), ("BO@example.com", 1)):
        assert (await staff.get(f"/v1/orders?email={email}")).json()["total"] == orders
    assert (await staff.post(f"{path}/cancel", json={"reason": "x"})).status_code == 200
    assert (await staff.patch(path, json={"customer": {"name": "Bob"}})).json()["customer"]["name"] == "Bob"


async def test_guests_cannot_change_their_own_data(client: Client) -> None:
    path, order = await placed(client)
    owner = {"Authorization": f"Bearer {order['order_token']}"}
    assert (await client(None).patch(path, json={"customer": {"name": "Eve"}}, headers=owner)).status_code in (401, 403)
    mine = (await client("customer").post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    assert (await client("customer").patch(mine, json={"customer": {"name": "Eve"}})).status_code == 403
    none = await client("staff").patch(mine, json={"customer": {"name": "Eve"}})
    assert (none.status_code, none.json()["errors"][0]["code"]) == (422, "not_a_guest")
    for wrong in ({"email": "nowhere"}, {"name": "\u200b"}, {"name": None}, {"id": 7}, None):
        assert (await client("staff").patch(path, json={"customer": wrong})).status_code == 422


async def test_another_shipping_method_is_priced_again_until_a_payment(client: Client) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 2)))).headers["Location"]
    quote = (await http.post("/v1/orders/quote", json=body(("TEA", 2), shipping_method="express"))).json()
    changed = (await http.patch(path, json={"shipping_method": "express"})).json()
    amounts = [name for name in quote if name.endswith("_cents")]
    assert {name: changed[name] for name in amounts} == {name: quote[name] for name in amounts}
    assert (changed["shipping_method"], changed["outstanding_cents"]) == ("express", quote["total_cents"])
    assert (await http.get(path)).json() == changed
    unknown = await http.patch(path, json={"shipping_method": "dragon"})
    assert unknown.json()["errors"][0]["pointer"] == "/shipping_method"
    assert (await http.patch(path, json={"shipping_method": None})).status_code == 422
    paid = await client("staff").post(f"{path}/payments", json={"method": "manual"}, headers={"Idempotency-Key": "p"})
    assert paid.status_code == 201, paid.text
    late = await http.patch(path, json={"shipping_method": "standard"})
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")
    assert (await http.patch(path, json={"shipping_method": "express", "note": "x"})).status_code == 200


async def test_a_change_that_makes_a_free_order_cost_is_rejected(client: Client, stock: InMemoryStock) -> None:
    stock.sell("GIFT", 9, price_cents=0)
    http = client("customer")
    free = await http.post("/v1/orders", json=body(("GIFT", 1)))
    assert (free.json()["status"], free.json()["total_cents"]) == ("confirmed", 0)
    path = free.headers["Location"]
    refused = await http.patch(path, json={"shipping_method": "express"})
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    kept = (await http.get(path)).json()
    assert (kept["shipping_method"], kept["outstanding_cents"], kept["version"]) == ("standard", 0, 1)
    invoice = {"payment": {"method": "invoice"}, "customer_id": 7}
    owing = (await client("staff").post("/v1/orders", json=body(("GIFT", 1), **invoice))).headers["Location"]
    changed = await http.patch(owing, json={"shipping_method": "express"})
    assert (changed.status_code, changed.json()["outstanding_cents"]) == (200, 599)


async def test_stored_lines_decide_whether_shipping_is_required(client: Client, stock: InMemoryStock) -> None:
    """The product may have become a digital one since."""
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 2)))).headers["Location"]
    stock.sell("TEA", 5, price_cents=255, requires_shipping=False)
    changed = await http.patch(path, json={"shipping_method": "express"})
    assert (changed.status_code, changed.json()["shipping_cents"]) == (200, 599)


async def test_a_coupon_counts_for_the_new_buyer_after_a_correction(
    client: Client, container: OrdersHttpContainer
) -> None:
    await issue(resolve(container.transactions).begin, "ONCE", amount_cents=50, max_per_customer=1)
    path, _ = await placed(client, coupon_code="ONCE")
    await client("staff").patch(path, json={"customer": {"email": "bo@example.com"}})
    again = await client("client").post("/v1/orders", json=body(("TEA", 1), customer=BO, coupon_code="ONCE"))
    assert again.status_code == 201, "the address that was wrong has redeemed nothing"
    right = {**BO, "email": "Bo@Example.com"}
    spent = await client("client").post("/v1/orders", json=body(("TEA", 1), customer=right, coupon_code="ONCE"))
    assert (spent.status_code, spent.json()["code"]) == (409, "coupon_exhausted")


async def test_only_mails_of_past_events_can_be_resent(client: Client, db: Database) -> None:
    staff = client("staff")
    path, order = await placed(client)
    for kind in ("confirmation", "shipping", "refund"):
        none = await staff.post(f"{path}/mails", json={"kind": kind})
        assert (none.status_code, none.json()["code"], none.json()["available"]) == (409, "mail_unavailable", [])
    await staff.post(f"{path}/payments", json={"method": "manual"}, headers={"Idempotency-Key": "p"})
    for _ in range(2):
        response = await staff.post(f"{path}/mails", json={"kind": "confirmation"}, headers={"Idempotency-Key": "m"})
        assert response.status_code == 202
        assert response.json() == {"order_id": order["id"], "kind": "confirmation", "count": 1}
    response = await staff.post(f"{path}/mails", json={"kind": "confirmation"})
    assert response.status_code == 202
    async with db.read() as reading:
        reported = await reading.fetch("SELECT id FROM platform.events WHERE type = 'orders.order.mail_requested'")
    assert len(reported) == 2, "once for each key"
    assert (await client("customer").post(f"{path}/mails", json={"kind": "refund"})).status_code == 403
    assert (await staff.post("/v1/orders/999999/mails", json={"kind": "refund"})).status_code == 404
    refused = [(await staff.post(f"{path}/mails", json={"kind": "shipping"})).status_code for _ in range(2)]
    assert refused == [429, 429], "so many in a minute"
    token = {"Authorization": f"Bearer {order['order_token']}"}
    facts = [entry["fact"] for entry in (await client(None).get(f"{path}/timeline", headers=token)).json()["items"]]
    assert facts.count("mail_requested") == 2


@pytest.mark.parametrize("kind", ["newsletter", "", None])
async def test_unknown_kinds_of_mail_are_rejected(client: Client, kind: str | None) -> None:
    path, _ = await placed(client)
    assert (await client("staff").post(f"{path}/mails", json={"kind": kind})).status_code == 422
