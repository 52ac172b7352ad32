from typing import Any

import pytest

from modules.orders.adapters.inbound.http.refunds.responses import RefundOut
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import InMemoryProvider

EXPRESS: dict[str, Any] = {"shipping_method": "express"}  # 599


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


async def test_a_refund_is_pending_until_the_provider_confirms(orders_client: OrderClient, db: Database) -> None:
    order = await orders_client.paid(("MUG", 3), **EXPRESS)
    await orders_client.ship(order, (1, 3))
    made = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 2}], shipping_cents=99)
    assert made.status_code == 201, made.text
    refund = made.json()
    assert RefundOut.model_validate(refund)
    assert set(refund) == set(RefundOut.model_fields)
    assert refund == {
        "id": refund["id"],
        "order_id": order["id"],
        "payment_id": order["payments"][0]["id"],
        "method": "card",
        "reference": None,
        "status": "pending",
        "amount_cents": 765,
        "shipping_cents": 99,
        "currency": "GBP",
        "items": [{"line_id": 1, "quantity": 2, "amount_cents": 666}],
        "reason": "broken",
        "return_id": None,
        "credited_cents": 0,
        "retry_of": None,
        "retried_as": None,
        "dismissed_at": None,
        "dismiss_reason": None,
        "created_at": refund["created_at"],
        "updated_at": refund["updated_at"],
    }
    path = f"/v1/refunds/{refund['id']}"
    assert made.headers["Location"] == path
    assert await orders_client.get(path) == refund
    before = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (before["refunded_cents"], before["payment_status"], before["items"][0]["credited"]) == (0, "paid", 2)
    await orders_client.settle(order)
    assert (await orders_client.get(path))["status"] == "succeeded"
    after = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (after["refunded_cents"], after["payment_status"]) == (765, "partially_refunded")
    assert after["payments"][0]["refunded_cents"] == 765
    assert after["items"][0]["cancelled"] == 0  # no stock moves
    async with db.read() as reading:
        facts = [row["fact"] for row in await reading.fetch("SELECT fact FROM orders.order_history ORDER BY sequence")]
    assert facts[-2:] == ["refund.created", "refund.succeeded"]
    assert (after["items"][0]["credited"], after["items"][0]["credited_cents"]) == (2, 666)


async def test_a_refund_of_a_manual_payment_succeeds_immediately(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 3))
    assert (await orders_client.refund(order, amount_cents=999)).json()["status"] == "succeeded"
    after = await orders_client.get(f"/v1/orders/{order['id']}", "staff")
    assert (after["refunded_cents"], after["payment_status"], after["status"]) == (999, "refunded", "confirmed")


async def test_a_refund_failed_at_the_provider_can_be_made_manually(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 1))
    provider.dispute(order["payments"][0]["id"])
    refund = (await orders_client.refund(order, amount_cents=333)).json()
    await orders_client.settle(order)
    assert (await orders_client.get(f"/v1/refunds/{refund['id']}"))["status"] == "failed"
    assert (await orders_client.get(f"/v1/orders/{order['id']}"))["refunded_cents"] == 0
    assert (await orders_client.refund(order, amount_cents=333)).status_code == 201


@pytest.mark.parametrize(
    ("what", "pointer", "code"),
    [
        ({}, "/amount_cents", "required"),
        ({"amount_cents": 0}, "/amount_cents", "greater_than"),
        ({"amount_cents": 5, "items": [{"line_id": 1, "quantity": 1}]}, "/amount_cents", "ambiguous"),
        ({"items": []}, "/items", "too_short"),
        (
            {"items": [{"line_id": 1, "quantity": 1}, {"line_id": 3, "quantity": 1}]},
            "/items/1/line_id",
            "line_not_found",
        ),
        ({"items": [{"line_id": 1, "quantity": 1}] * 2}, "/items/1/line_id", "duplicate"),
        ({"shipping_cents": -1}, "/shipping_cents", "greater_than_equal"),
        ({"amount_cents": 5, "reason": ""}, "/reason", "string_too_short"),
        ({"amount_cents": 5, "status": "succeeded"}, "/status", "unknown_field"),
    ],
)
async def test_invalid_refund_items_are_reported_by_pointer(
    orders_client: OrderClient, stock: InMemoryStock, what: dict[str, Any], pointer: str, code: str
) -> None:
    stock.sell("GIFT", 9, price_cents=0)
    order = await orders_client.order(("MUG", 3), ("GIFT", 1))
    await orders_client.ship(order, (1, 3))
    refused = await orders_client.refund(order, **what)
    assert refused.status_code == 422, refused.text
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert (await orders_client.get("/v1/refunds", "staff"))["items"] == []


async def test_units_are_refunded_once(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 3))
    await orders_client.ship(order, (1, 3))
    two = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 2}])
    more = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 2}])
    assert (more.status_code, more.json()["code"], more.json()["max_quantity"]) == (409, "already_refunded", 1)
    rest = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 1}])
    assert two.json()["amount_cents"] + rest.json()["amount_cents"] == order["total_cents"]


async def test_units_that_have_not_shipped_are_cancelled_not_refunded(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 3))
    await orders_client.ship(order, (1, 1))
    refused = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 2}])
    assert (refused.status_code, refused.json()["code"]) == (409, "units_not_shipped")
    assert (refused.json()["line_id"], refused.json()["max_quantity"]) == (1, 1)
    cancel = f"/v1/orders/{order['id']}/cancel"
    assert f"POST {cancel}" in refused.json()["detail"]
    assert (await orders_client.refund(order, items=[{"line_id": 1, "quantity": 1}])).status_code == 201
    assert (await orders_client.refund(order, amount_cents=1)).status_code == 201
    gone = await orders_client.post(cancel, {"reason": "no", "items": [{"line_id": 1, "quantity": 2}]})
    assert (gone.status_code, gone.json()["items"][0]["credited_cents"]) == (200, 999)


async def test_units_that_cost_nothing_are_no_refund(orders_client: OrderClient, stock: InMemoryStock) -> None:
    stock.sell("GIFT", 9, price_cents=0)
    order = await orders_client.order(("MUG", 1), ("GIFT", 1))
    await orders_client.ship(order, (1, 1), (2, 1))
    refused = await orders_client.refund(order, items=[{"line_id": 2, "quantity": 1}])
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_refund")
    assert (await orders_client.get(f"/v1/orders/{order['id']}", "staff"))["items"][1]["credited"] == 0


async def test_summaries_name_manual_refunds(orders_client: OrderClient, container: OrdersHttpContainer) -> None:
    order = await orders_client.paid(("MUG", 3))
    await orders_client.refund(order, amount_cents=1)
    manual = (await orders_client.refund(order, who="staff", amount_cents=1, method="manual")).json()
    summary = await resolve(container.api).get_summary(order["id"])
    assert summary is not None
    assert summary.manual_refunds == [manual["id"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=pending", 1),
        ("status=succeeded", 2),
        ("order_id={order}", 2),
        ("payment_id={payment}", 2),
        ("payment_id=999999", 0),
        ("created_to=2020-01-02T00:00:00Z", 0),
        ("created_from=2020-01-01T00:00:00Z&sort=id", 3),
    ],
)
async def test_refunds_are_listed_and_filtered(orders_client: OrderClient, query: str, found: int) -> None:
    manual = await orders_client.order(("MUG", 3))
    for _ in range(2):
        assert (await orders_client.refund(manual, amount_cents=1)).status_code == 201
    mine = await orders_client.paid(("MUG", 1))
    await orders_client.refund(mine, amount_cents=1)
    requested = query.format(order=manual["id"], payment=manual["payments"][0]["id"])
    page = await orders_client.get(f"/v1/refunds?{requested}", "staff")
    assert page["total"] == len(page["items"]) == found
    own = await orders_client.get("/v1/refunds")
    assert (own["total"], [refund["order_id"] for refund in own["items"]]) == (1, [mine["id"]])
    first = await orders_client.get("/v1/refunds?limit=2", "staff")
    rest = await orders_client.get(f"/v1/refunds?limit=2&cursor={first['next_cursor']}", "staff")
    ids = [refund["id"] for refund in first["items"] + rest["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3
