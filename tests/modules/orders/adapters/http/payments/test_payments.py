from typing import Any

import pytest

from modules.orders.adapters.inbound.http.orders.responses import OrderItemOut, OrderOut
from modules.orders.adapters.inbound.http.payments.responses import PaymentOut
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import MANUAL, OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, InMemoryProvider
from tests.statements import noted

GUEST = {"name": "Bo", "email": "bo@example.com"}


async def test_every_answer_about_an_order_has_its_payments(orders_client: OrderClient) -> None:
    order = await orders_client.order(("TEA", 2))
    assert OrderOut.model_validate(order)
    assert set(order["items"][0]) == set(OrderItemOut.model_fields)
    (payment,) = order["payments"]
    assert set(payment) == set(PaymentOut.model_fields)
    assert payment == {
        "id": payment["id"],
        "order_id": order["id"],
        "status": "captured",
        "method": "manual",
        "amount_cents": 510,
        "captured_cents": 510,
        "refunded_cents": 0,
        "currency": "GBP",
        "reference": None,
        "provider": None,
        "decline_code": None,
        "next_action": None,
        "authorization_expires_at": None,
        "dispute_status": None,
        "created_at": order["created_at"],
    }
    path = f"/v1/orders/{order['id']}"
    assert (await orders_client.get(path, "staff"))["payments"] == [payment]
    assert (await orders_client.get("/v1/orders", "staff"))["items"][0]["payments"] == [payment]
    assert (await orders_client.get(f"/v1/payments/{payment['id']}", "staff")) == payment
    held = await orders_client.post(f"{path}/hold", {"reason": "x"})
    assert held.json()["payments"] == [payment]
    unpaid = await orders_client.order(("TEA", 1), who="customer", payment={"method": "card", "token": DECLINED})
    await orders_client.settle(unpaid)
    declined = (await orders_client.get(f"/v1/orders/{unpaid['id']}"))["payments"]
    assert [(p["status"], p["decline_code"]) for p in declined] == [("declined", "insufficient_funds")]


async def test_the_next_action_is_shown_to_the_buyer_only(orders_client: OrderClient) -> None:
    own = await orders_client.paid(("TEA", 1), card=ASKS_BUYER)
    guests = await orders_client.paid(("TEA", 1), who="client", card=ASKS_BUYER, customer=GUEST)
    token = guests["order_token"]
    for order, who, shown in (
        (own, "customer", True),
        (own, "staff", False),
        (own, "manager", False),
        (guests, token, True),
        (guests, "client", True),
        (guests, "staff", False),
    ):
        payment_id = order["payments"][0]["id"]
        one = await orders_client.get(f"/v1/orders/{order['id']}", who)
        parts = await orders_client.get(f"/v1/orders/{order['id']}?expand=payments", who)
        alone = await orders_client.get(f"/v1/payments/{payment_id}", who)
        seen = [one["payments"][0]["next_action"], parts["payments"][0]["next_action"], alone["next_action"]]
        if who != token:
            seen += [
                p["next_action"]
                for p in (await orders_client.get("/v1/payments", who))["items"]
                if p["id"] == payment_id
            ]
            listed = (await orders_client.get("/v1/orders", who))["items"]
            seen += [o["payments"][0]["next_action"] for o in listed if o["id"] == order["id"]]
        assert len(seen) == (3 if who == token else 5)
        if shown:
            assert all(action == seen[0] for action in seen)
            assert set(seen[0]) == {"type", "client_secret", "redirect_url", "expires_at"}
            assert seen[0]["client_secret"].endswith("_secret")
        else:
            assert seen == [None] * len(seen)


async def test_without_required_authentication_no_next_action_is_shown(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("TEA", 1), card=ASKS_BUYER)
    assert order["payment_status"] == "requires_action"
    gone = await orders_client.cancel(order, "customer")
    assert (gone.json()["status"], gone.json()["payments"][0]["status"]) == ("cancelled", "voiding")
    assert gone.json()["payments"][0]["next_action"] is None


async def test_payments_of_another_buyer_are_not_found(orders_client: OrderClient, client: Client) -> None:
    order = await orders_client.paid(("TEA", 1))
    guests = await orders_client.paid(("TEA", 1), who="client", customer=GUEST)
    refund = (await orders_client.refund(order, amount_cents=1)).json()
    for path, missing in (
        (f"/v1/payments/{order['payments'][0]['id']}", "/v1/payments/999999"),
        (f"/v1/refunds/{refund['id']}", "/v1/refunds/999999"),
    ):
        for who in ("other", guests["order_token"], "client"):
            refused, nothing = await client(who).get(path), await client(who).get(missing)
            assert (refused.status_code, nothing.status_code) == (404, 404)
            assert refused.json()["detail"] == nothing.json()["detail"]
        assert (await client(None).get(path)).status_code == 401
        assert (await client("customer").get(path)).status_code == 200
        assert (await client("staff").get(path)).status_code == 200
    for kind in ("payments", "refunds"):
        assert (await orders_client.get(f"/v1/{kind}", "other"))["items"] == []
        assert (await orders_client.get(f"/v1/{kind}?order_id={order['id']}", "other"))["items"] == []
        assert (await client(guests["order_token"]).get(f"/v1/{kind}")).status_code == 401


async def test_payment_lists_contain_visible_orders_only(orders_client: OrderClient) -> None:
    mine = [await orders_client.paid(("TEA", 1)) for _ in range(3)]
    placed = await orders_client.paid(("TEA", 1), who="client", customer=GUEST)
    await orders_client.order(("POT", 1), payment=MANUAL)
    page = await orders_client.get("/v1/payments?limit=2")
    assert (page["total"], [p["order_id"] for p in page["items"]]) == (3, [mine[2]["id"], mine[1]["id"]])
    rest = await orders_client.get(f"/v1/payments?limit=2&cursor={page['next_cursor']}")
    assert [p["order_id"] for p in rest["items"]] == [mine[0]["id"]]
    assert [p["order_id"] for p in (await orders_client.get("/v1/payments", "client"))["items"]] == [placed["id"]]
    assert (await orders_client.get("/v1/payments", "staff"))["total"] == 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=captured", 2),
        ("status=declined", 1),
        ("status=voided", 0),
        ("method=manual", 1),
        ("method=card&status=captured", 1),
        ("created_from=2020-01-01T00:00:00Z&created_to=2020-01-02T00:00:00Z", 0),
        ("created_from=2020-01-01T00:00:00Z", 3),
        ("order_id=999999", 0),
        ("sort=id", 3),
    ],
)
async def test_payments_are_filtered(orders_client: OrderClient, query: str, found: int) -> None:
    await orders_client.order(("TEA", 1))
    await orders_client.paid(("TEA", 1))
    await orders_client.paid(("TEA", 1), card=DECLINED)
    page = await orders_client.get(f"/v1/payments?{query}", "staff")
    assert page["total"] == len(page["items"]) == found


@pytest.mark.parametrize("query", ["status=paid", "method=cash", "order_id=x", "created_from=yesterday"])
async def test_invalid_filters_are_rejected(client: Client, query: str) -> None:
    assert (await client("staff").get(f"/v1/payments?{query}")).status_code == 422


async def test_the_number_of_statements_is_independent_of_the_rows(
    orders_client: OrderClient, client: Client, stock: InMemoryStock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock.sell("MANY", 1000)
    seen = noted(monkeypatch)
    counts: list[list[int]] = []
    for more in (1, 9):
        for _ in range(more):
            await orders_client.refund(await orders_client.order(("MANY", 1)), amount_cents=1)
        counts.append([])
        for path in ("/v1/payments", "/v1/refunds", "/v1/orders"):
            seen.clear()
            await orders_client.get(path, "staff")
            counts[-1].append(len(seen))
    assert counts[0] == counts[1]
    assert all(counts[0])


async def test_event_resources_match_the_staff_view(orders_client: OrderClient, container: OrdersHttpContainer) -> None:
    order = await orders_client.paid(("TEA", 2), card=ASKS_BUYER)
    paid = await orders_client.order(("TEA", 1))
    refund = (await orders_client.refund(paid, amount_cents=5)).json()
    described: dict[str, Any] = {
        resource.prefix: resource.describe for resource in resolve(container.module).resources()
    }
    payment_id = order["payments"][0]["id"]
    ids = {"order_id": order["id"], "payment_id": payment_id}
    assert await described["orders.order."](ids) == await orders_client.get(f"/v1/orders/{order['id']}", "staff")
    assert await described["orders.payment."](ids) == await orders_client.get(f"/v1/payments/{payment_id}", "staff")
    assert (await described["orders.payment."](ids))["next_action"] is None
    ids = {"order_id": paid["id"], "refund_id": refund["id"]}
    assert await described["orders.refund."](ids) == await orders_client.get(f"/v1/refunds/{refund['id']}", "staff")
    assert await described["orders.order."]({"order_id": 999}) is None
