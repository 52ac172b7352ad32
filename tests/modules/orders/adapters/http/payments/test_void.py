"""Money by hand that was recorded in error, over HTTP."""

from typing import Any

import pytest

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import DECLINED, InMemoryProvider

REASON = {"reason": "It was for another order."}


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    stock.sell("MUG", 99, price_cents=333)


async def record(orders_client: OrderClient, order: dict[str, Any], **instruction: Any) -> int:
    paid = await orders_client.post(f"/v1/orders/{order['id']}/payments", {"method": "manual", **instruction}, "staff")
    assert paid.status_code == 201, paid.text
    return int(paid.json()["id"])


async def void(orders_client: OrderClient, payment_id: int, who: str = "staff", key: str | None = None) -> Any:
    return await orders_client.post(f"/v1/payments/{payment_id}/void", REASON, who, key)


async def money(orders_client: OrderClient, order: dict[str, Any]) -> tuple[Any, ...]:
    found = await orders_client.get(f"/v1/orders/{order['id']}", "staff")
    return tuple(found[name] for name in ("status", "payment_status", "paid_cents", "outstanding_cents"))


async def test_voiding_a_manual_payment_of_an_invoice_restores_the_outstanding_amount(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.order(("MUG", 3), payment={"method": "invoice"})
    wrong = await record(orders_client, order, amount_cents=400)
    voided = await void(orders_client, wrong, key="once")
    assert voided.status_code == 200, voided.text
    assert (voided.json()["status"], voided.json()["captured_cents"]) == ("voided", 0)
    assert await money(orders_client, order) == ("confirmed", "unpaid", 0, 999)
    assert (await void(orders_client, wrong, key="once")).content == voided.content
    again = await void(orders_client, wrong)
    assert (again.status_code, again.json()["code"], again.json()["from"]) == (409, "invalid_transition", "voided")
    await record(orders_client, order)
    assert await money(orders_client, order) == ("confirmed", "paid", 999, 0)
    assert await violations(db, stock, provider) == {}


async def test_an_order_with_a_voided_payment_stays_confirmed_and_cannot_ship(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.order(("MUG", 3))
    assert (await void(orders_client, order["payments"][0]["id"])).status_code == 200
    assert await money(orders_client, order) == ("confirmed", "unpaid", 0, 999)
    parcel = {"items": [{"line_id": 1, "quantity": 3}]}
    refused = await orders_client.post(f"/v1/orders/{order['id']}/shipments", parcel)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_required")
    assert await violations(db, stock, provider) == {}
    await record(orders_client, order)
    await orders_client.ship(order, (1, 3))
    assert await money(orders_client, order) == ("completed", "paid", 999, 0)
    assert await violations(db, stock, provider) == {}


async def test_voiding_the_last_payment_of_a_pending_order_restores_its_deadline(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3), card=DECLINED)
    part = await record(orders_client, order, amount_cents=400)
    assert (await orders_client.get(f"/v1/orders/{order['id']}"))["payment_due_at"] is None
    assert (await void(orders_client, part)).status_code == 200
    assert (await orders_client.get(f"/v1/orders/{order['id']}"))["payment_due_at"] is not None
    assert await money(orders_client, order) == ("pending_payment", "unpaid", 0, 999)
    assert await violations(db, stock, provider) == {}


async def test_card_payments_and_refunded_payments_cannot_be_voided(orders_client: OrderClient) -> None:
    by_card = await orders_client.paid(("MUG", 1))
    refused = await void(orders_client, by_card["payments"][0]["id"])
    assert (refused.status_code, "refund it" in refused.json()["detail"]) == (409, True)
    manual = await orders_client.order(("MUG", 3))
    await orders_client.refund(manual, amount_cents=1)
    assert (await void(orders_client, manual["payments"][0]["id"])).json()["code"] == "invalid_transition"
    assert (await void(orders_client, manual["payments"][0]["id"], "customer")).status_code == 403
    assert (await void(orders_client, 999_999)).status_code == 404
    reasonless = await orders_client.post(f"/v1/payments/{manual['payments'][0]['id']}/void", {}, "staff")
    assert reasonless.json()["errors"][0]["pointer"] == "/reason"
