"""Money that comes later: invoices, and refunds by other means, over HTTP."""

from typing import Any

import pytest

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.adapters.http.payments.payment_requests import INVOICE, owing, pay, read
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, GOOD, InMemoryProvider


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


async def test_an_invoice_can_be_paid_after_shipment(
    orders_client: OrderClient, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    assert owing(order) == ("confirmed", "unpaid", 0, 999)
    parcel = {"items": [{"line_id": 1, "quantity": 3}]}
    assert (await orders_client.post(f"/v1/orders/{order['id']}/shipments", parcel)).status_code == 201
    assert owing(await read(orders_client, order)) == ("completed", "unpaid", 0, 999)
    part = await pay(orders_client, order, amount_cents=400, reference="bank 2026-11-30")
    assert part.status_code == 201, part.text
    assert (part.json()["amount_cents"], part.json()["reference"]) == (400, "bank 2026-11-30")
    assert owing(await read(orders_client, order)) == ("completed", "partially_paid", 400, 599)
    listed = await orders_client.get("/v1/orders?payment_status=partially_paid", "staff")
    assert [each["id"] for each in listed["items"]] == [order["id"]]
    much = await pay(orders_client, order, amount_cents=600)
    assert (much.status_code, much.json()["code"], much.json()["max_cents"]) == (
        409,
        "payment_exceeds_outstanding",
        599,
    )
    assert (await pay(orders_client, order)).json()["amount_cents"] == 599
    paid = await read(orders_client, order)
    assert owing(paid) == ("completed", "paid", 999, 0)
    assert [payment["amount_cents"] for payment in paid["payments"]] == [400, 599]
    again = await pay(orders_client, order)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert await violations(db, stock) == {}


async def test_a_completed_invoice_can_be_paid_by_card_with_authentication(
    orders_client: OrderClient, provider: InMemoryProvider, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.order(("MUG", 1), payment=INVOICE, customer_id=7)
    await orders_client.post(f"/v1/orders/{order['id']}/shipments", {"items": [{"line_id": 1, "quantity": 1}]})
    await pay(orders_client, order, amount_cents=33)
    path = f"/v1/orders/{order['id']}/payments"
    requested = (await orders_client.post(path, {"token": ASKS_BUYER}, "customer")).json()
    assert (requested["status"], requested["amount_cents"]) == ("requires_action", 300)
    assert requested["next_action"]["expires_at"] is not None
    provider.approve(requested["id"])
    again = await orders_client.post(path, {"token": GOOD}, "customer")
    assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, requested["id"], "captured")
    assert owing(await read(orders_client, order)) == ("completed", "paid", 333, 0)
    assert await violations(db, stock) == {}


async def test_a_manual_refund_of_a_card_payment_is_recorded(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3))
    by_bank = {"method": "manual", "amount_cents": 333, "reference": "bank 2026-12-01"}
    refused = await orders_client.refund(order, who="warehouse", **by_bank)
    assert refused.status_code == 403
    made = await orders_client.refund(order, who="staff", **by_bank)
    assert made.status_code == 201, made.text
    reported = made.json()
    assert (reported["status"], reported["method"], reported["reference"]) == ("succeeded", "manual", "bank 2026-12-01")
    after = await read(orders_client, order)
    assert (after["payment_status"], after["refunded_cents"], after["credited_cents"], after["outstanding_cents"]) == (
        "partially_refunded",
        333,
        333,
        0,
    )
    too_much = await orders_client.refund(order, amount_cents=667)
    assert (too_much.status_code, too_much.json()["max_cents"]) == (409, 666)
    rest = await orders_client.refund(order, amount_cents=600)
    assert (rest.json()["status"], rest.json()["method"]) == ("pending", "card")
    await orders_client.settle(order)
    assert (await read(orders_client, order))["refunded_cents"] == 933
    assert [call for call, _ in provider.calls].count("refund") == 1
    assert await violations(db, stock, provider) == {}


async def test_a_refund_can_span_several_payments(orders_client: OrderClient, db: Database) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    for cents in (500, 499):
        await pay(orders_client, order, amount_cents=cents)
    made = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 3}])
    if made.status_code == 409:  # units that have not shipped are cancelled instead
        made = await orders_client.refund(order, amount_cents=999)
    assert made.status_code == 201, made.text
    refunds = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
    assert sum(refund["amount_cents"] for refund in refunds) == 999
    assert len({refund["payment_id"] for refund in refunds}) == 2
    assert (await read(orders_client, order))["payment_status"] == "refunded"


@pytest.mark.parametrize(
    ("instruction", "pointer"),
    [
        ({"method": "card", "token": GOOD, "amount_cents": 5}, "/amount_cents"),
        ({"method": "card", "token": GOOD, "reference": "x"}, "/reference"),
        ({"method": "manual", "amount_cents": 0}, "/amount_cents"),
        ({"method": "manual", "reference": " "}, "/reference"),
    ],
)
async def test_a_card_payment_accepts_no_amount_and_no_reference(
    orders_client: OrderClient, instruction: dict[str, Any], pointer: str
) -> None:
    order = await orders_client.order(("MUG", 1), payment=INVOICE)
    refused = await pay(orders_client, order, **instruction)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert owing(await read(orders_client, order)) == ("confirmed", "unpaid", 0, 333)


@pytest.mark.parametrize("capture_immediately", [False])
async def test_a_card_for_an_invoice_is_captured_on_shipment(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    assert (await pay(orders_client, order, method="card", token=GOOD)).json()["status"] == "authorized"
    again = await pay(orders_client, order, method="card", token=GOOD)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert "capture that payment" in again.json()["detail"]
    await orders_client.ship(order, (1, 3))
    await orders_client.settle(order)
    assert owing(await read(orders_client, order)) == ("completed", "paid", 999, 0)
    assert await violations(db, stock, provider) == {}
