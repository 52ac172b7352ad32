"""Callers that may refund or record money find the payments and refunds without a scope to read orders."""

import pytest

from shared.kernel.principal import Principal
from tests.modules.orders.adapters.http import conftest
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import DECLINED, GOOD

CASHIER = Principal("8", "client", frozenset({"payments:record"}), owner_id=1)
REFUNDER = Principal("9", "client", frozenset({"orders:refund"}), owner_id=1)


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock, monkeypatch: pytest.MonkeyPatch) -> None:
    stock.sell("MUG", 99, price_cents=333)
    monkeypatch.setitem(conftest.PEOPLE, "cashier", CASHIER)
    monkeypatch.setitem(conftest.PEOPLE, "refunder", REFUNDER)


async def test_a_cashier_pays_any_order_and_reads_its_payments(orders_client: OrderClient) -> None:
    order = await orders_client.paid(("MUG", 3), card=DECLINED)
    path = f"/v1/orders/{order['id']}/payments"
    for instruction, status in (({"method": "manual", "amount_cents": 300}, 201), ({"token": GOOD}, 201)):
        paid = await orders_client.post(path, instruction, "cashier")
        assert paid.status_code == status, paid.text
        assert (await orders_client.get(f"/v1/payments/{paid.json()['id']}", "cashier"))["id"] == paid.json()["id"]
    listed = await orders_client.get(f"/v1/payments?order_id={order['id']}", "cashier")
    assert len(listed["items"]) == 3
    refused = await orders_client.post(path, {"token": GOOD}, "refunder")
    assert refused.status_code in (403, 404)
    assert (await orders_client.post(path, {"token": GOOD}, "client")).status_code == 404


async def test_a_caller_with_the_refund_scope_reads_refunds(orders_client: OrderClient) -> None:
    order = await orders_client.paid(("MUG", 3))
    for who, instruction in (
        ("refunder", {"amount_cents": 300}),
        ("cashier", {"amount_cents": 99, "method": "manual"}),
    ):
        made = await orders_client.refund(order, who, **instruction)
        assert made.status_code == 201, made.text
        assert (await orders_client.get(made.headers["Location"], who))["id"] == made.json()["id"]
        assert made.json()["id"] in [each["id"] for each in (await orders_client.get("/v1/refunds", who))["items"]]
