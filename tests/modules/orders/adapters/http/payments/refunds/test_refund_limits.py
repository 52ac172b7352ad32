"""How much may be refunded, by whom and how often."""

import asyncio
from typing import Any

import pytest

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, InMemoryProvider
from tests.modules.orders.shop import MANAGER

EXPRESS: dict[str, Any] = {"shipping_method": "express"}  # 599


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ({"amount_cents": 1499}, 1498),
        ({"amount_cents": 900, "shipping_cents": 599}, 1498),
        ({"shipping_cents": 600}, 599),
        ({"items": [{"line_id": 1, "quantity": 3}], "shipping_cents": 600}, 599),
    ],
)
async def test_refunds_never_exceed_the_captured_amount(
    orders_client: OrderClient, what: dict[str, Any], most: int
) -> None:
    order = await orders_client.paid(("MUG", 3), **EXPRESS)
    await orders_client.ship(order, (1, 3))
    await orders_client.refund(order, amount_cents=100)
    refused = await orders_client.refund(order, **what)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_exceeds_captured")
    assert refused.json()["max_cents"] == most


@pytest.mark.parametrize(
    "payment",
    [None, {"method": "invoice"}, {"method": "card", "token": DECLINED}, {"method": "card", "token": ASKS_BUYER}],
)
async def test_an_uncaptured_payment_cannot_be_refunded(
    orders_client: OrderClient, payment: dict[str, str] | None
) -> None:
    order = await orders_client.order(("MUG", 1), payment=payment or {"method": "card", "token": "pm_hangs"})
    await orders_client.settle(order)
    for what in ({"amount_cents": 1}, {"shipping_cents": 1}, {"items": [{"line_id": 1, "quantity": 1}]}):
        refused = await orders_client.refund(order, **what)
        assert (refused.status_code, refused.json()["code"], refused.json()["max_cents"]) == (
            409,
            "refund_exceeds_captured",
            0,
        )


async def test_a_manual_refund_requires_the_manual_payment_scope(orders_client: OrderClient, client: Client) -> None:
    order = await orders_client.order(("MUG", 3), who="manager")
    for who in ("customer", "warehouse", "client"):
        refused = await orders_client.refund(order, who=who, amount_cents=1, method="manual")
        assert (refused.status_code, refused.json()["required_scope"]) == (403, "payments:record")
        wrong = await orders_client.refund(order, who=who, amount_cents="one", method="manual")
        assert (wrong.status_code, wrong.json()["code"]) == (403, "forbidden"), "what is wrong is for who may ask"
    assert (await orders_client.refund(order, who="staff", amount_cents=1, method="manual")).status_code == 201
    keyless = {"reason": "x", "amount_cents": 1, "method": "manual"}
    refused = await client("customer").post(f"/v1/orders/{order['id']}/refunds", json=keyless)
    assert refused.status_code == 403


async def test_a_refund_requires_its_scope_and_a_key(orders_client: OrderClient, client: Client, db: Database) -> None:
    order = await orders_client.order(("MUG", 3), who="manager")
    path = f"/v1/orders/{order['id']}/refunds"
    for who in ("customer", "staff", "client"):
        refused = await orders_client.refund(order, who=who, amount_cents=1)
        assert (refused.status_code, refused.json()["required_scope"]) == (403, "orders:refund")
    keyless = await client("manager").post(path, json={"reason": "x", "amount_cents": 1})
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_required")
    assert (
        await orders_client.post("/v1/orders/999999/refunds", {"reason": "x", "amount_cents": 1})
    ).status_code == 404
    first = await orders_client.post(path, {"reason": "for Ada", "amount_cents": 400}, key="k")
    again = await orders_client.post(path, {"reason": "for Ada", "amount_cents": 400}, key="k")
    assert (again.content, again.headers["Location"]) == (first.content, first.headers["Location"])
    stale = await client("manager").post(
        path, json={"reason": "x", "amount_cents": 1}, headers={"Idempotency-Key": "z", "If-Match": '"1"'}
    )
    assert stale.status_code == 412
    async with db.read() as reading:
        rows = await reading.fetch("SELECT actor, action, resource, changes FROM platform.audit_log")
    assert [tuple(row) for row in rows] == [
        (
            MANAGER.name,
            "order.refunded",
            f"order:{order['id']}",
            {"refund": first.json()["id"], "amount_cents": 400},
        )
    ]


async def test_concurrent_refunds_never_exceed_the_captured_amount(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3))
    responses = await asyncio.gather(*(orders_client.refund(order, amount_cents=400) for _ in range(8)))
    assert sorted(response.status_code for response in responses) == [201] * 2 + [409] * 6
    assert {response.json()["max_cents"] for response in responses if response.status_code == 409} == {199}
    await asyncio.gather(*(orders_client.settle(order) for _ in range(4)))
    assert (await orders_client.get(f"/v1/orders/{order['id']}"))["refunded_cents"] == 800
    assert sum(call == "refund" for call, _ in provider.calls) == 2
