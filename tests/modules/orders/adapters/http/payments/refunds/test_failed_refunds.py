"""Refunds that fail, before or after they succeeded: what staff see, and what they do about it."""

from typing import Any

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import post, receive_return, request_return
from tests.modules.orders.adapters.http.payments.bank import Bank
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    stock.sell("MUG", 99, price_cents=333)


async def given_back(orders_client: OrderClient, **what: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An order of three mugs that were shipped, and its refund that has succeeded."""
    order = await orders_client.paid(("MUG", 3))
    await orders_client.ship(order, (1, 3))
    refund = (await orders_client.refund(order, **what)).json()
    await orders_client.settle(order)
    return order, await orders_client.get(f"/v1/refunds/{refund['id']}")


async def failed_refunds(db: Database, container: OrdersHttpContainer) -> float:
    """The value of the gauge."""
    (gauge,) = (gauge for gauge in resolve(container.module).gauges() if gauge.name == "refunds_failed")
    async with db.snapshot() as tx:
        return (await gauge.read(tx))[""]


async def test_a_failed_refund_is_measured_until_it_is_retried(
    orders_client: OrderClient, bank: Bank, db: Database, container: OrdersHttpContainer
) -> None:
    order, refund = await given_back(orders_client, items=[{"line_id": 1, "quantity": 2}])
    assert await failed_refunds(db, container) == 0
    await bank.sends_back(order, refund)
    assert await failed_refunds(db, container) == 1
    assert (await orders_client.post(f"/v1/refunds/{refund['id']}/retry", key="again")).status_code == 201
    assert await failed_refunds(db, container) == 0


async def test_a_late_failure_reverts_the_refund_and_can_be_retried(
    orders_client: OrderClient, bank: Bank, db: Database, stock: InMemoryStock
) -> None:
    order, refund = await given_back(orders_client, items=[{"line_id": 1, "quantity": 2}])
    path = f"/v1/orders/{order['id']}"
    before, given = await orders_client.get("/v1/orders", "staff"), await orders_client.get(path)
    assert (given["payment_status"], given["refunded_cents"], given["credited_cents"]) == (
        "partially_refunded",
        666,
        666,
    )
    await bank.sends_back(order, refund)
    back = await orders_client.get(path)
    assert (back["payment_status"], back["refunded_cents"], back["credited_cents"], back["outstanding_cents"]) == (
        "paid", 0, 0, 0
    )  # fmt: skip
    assert (back["items"][0]["credited"], back["items"][0]["credited_cents"]) == (0, 0)
    assert len(before["items"]) == 1
    (listed,) = (await orders_client.get("/v1/refunds?status=failed", "staff"))["items"]
    assert (listed["id"], listed["retried_as"], listed["dismissed_at"]) == (refund["id"], None, None)
    assert await violations(db, stock) == {"orders.no_unhandled_failed_refunds": [f"refund:{refund['id']}"]}
    again = await orders_client.post(f"/v1/refunds/{refund['id']}/retry", key="again")
    assert again.status_code == 201, again.text
    repeated = again.json()
    assert again.headers["Location"] == f"/v1/refunds/{repeated['id']}"
    assert (repeated["status"], repeated["amount_cents"], repeated["retry_of"]) == ("pending", 666, refund["id"])
    assert repeated["items"] == refund["items"]
    replayed = await orders_client.post(f"/v1/refunds/{refund['id']}/retry", key="again")
    assert (replayed.content, replayed.headers["Idempotent-Replayed"]) == (again.content, "true")
    await orders_client.settle(order)
    assert (await orders_client.get(path))["refunded_cents"] == 666
    assert (await orders_client.get(f"/v1/refunds/{refund['id']}"))["retried_as"] == repeated["id"]
    assert await violations(db, stock) == {}
    twice = await orders_client.post(f"/v1/refunds/{refund['id']}/retry")
    assert (twice.status_code, twice.json()["code"], twice.json()["from"]) == (409, "invalid_transition", "failed")


async def test_units_of_a_dismissed_refund_can_be_refunded(
    orders_client: OrderClient, bank: Bank, db: Database, stock: InMemoryStock
) -> None:
    order, refund = await given_back(orders_client, items=[{"line_id": 1, "quantity": 3}])
    await bank.sends_back(order, refund)
    dismissed = await orders_client.post(f"/v1/refunds/{refund['id']}/dismiss", {"reason": "Paid in cash."})
    assert (dismissed.status_code, dismissed.json()["status"]) == (200, "failed")
    assert (dismissed.json()["dismiss_reason"], dismissed.json()["dismissed_at"] is None) == ("Paid in cash.", False)
    assert await violations(db, stock) == {}
    twice = await orders_client.post(f"/v1/refunds/{refund['id']}/dismiss", {"reason": "Again."})
    assert (twice.status_code, twice.json()["code"]) == (409, "invalid_transition")
    assert (await orders_client.refund(order, items=[{"line_id": 1, "quantity": 3}])).status_code == 201


async def test_a_failed_refund_reopens_its_return(
    orders_client: OrderClient, client: Client, bank: Bank, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.paid(("MUG", 3))
    await orders_client.ship(order, (1, 3))
    manager, path = client("manager"), f"/v1/orders/{order['id']}"
    back = (await request_return(client("customer"), path, (1, 2))).headers["Location"]
    await post(manager, f"{back}/approve")
    await post(manager, f"{back}/receive", {"items": [receive_return(1, 2)]})
    refunded = (await post(manager, f"{back}/refund", {"deduct_cents": 66})).json()
    assert (refunded["status"], refunded["refund_cents"], refunded["credited_cents"]) == ("refunded", 600, 0)
    await orders_client.settle(order)
    await bank.sends_back(order, {"id": refunded["refund_id"]})
    waiting = await orders_client.get(back)
    assert (waiting["status"], waiting["refund_id"], waiting["refund_cents"]) == ("received", None, 0)
    again = (await orders_client.post(f"/v1/refunds/{refunded['refund_id']}/retry")).json()
    ended = await orders_client.get(back)
    assert (ended["status"], ended["refund_id"], ended["refund_cents"]) == ("refunded", again["id"], 600)
    await orders_client.settle(order)
    await bank.sends_back(order, again)
    second = (await post(manager, f"{back}/refund", {"deduct_cents": 0})).json()
    assert (second["status"], second["refund_cents"]) == ("refunded", 666)
    await orders_client.settle(order)
    assert (await orders_client.get(f"/v1/refunds/{again['id']}"))["retried_as"] == second["refund_id"]
    assert await violations(db, stock) == {}


async def test_cancelling_an_order_refunds_the_amount_of_a_failed_refund(
    orders_client: OrderClient, bank: Bank, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.paid(("MUG", 3))
    part = await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 1}])
    assert part.status_code == 200
    (refund,) = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
    await orders_client.settle(order)
    await bank.sends_back(order, refund)
    assert (await orders_client.cancel(order)).json()["status"] == "cancelled"
    await orders_client.settle(order)
    gone = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (gone["payment_status"], gone["refunded_cents"]) == ("refunded", 999)
    assert await violations(db, stock) == {}


async def test_cancelling_units_refunds_the_amount_of_a_failed_refund_once(
    orders_client: OrderClient, bank: Bank, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.paid(("MUG", 3))
    one = [{"line_id": 1, "quantity": 1}]
    assert (await orders_client.cancel(order, items=one)).status_code == 200
    (failed,) = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
    await orders_client.settle(order)
    await bank.sends_back(order, failed)
    assert (await orders_client.cancel(order, items=one)).status_code == 200
    await orders_client.settle(order)
    left = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (left["refunded_cents"], left["outstanding_cents"]) == (666, 0)
    newest = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"][0]
    assert (await orders_client.get(f"/v1/refunds/{failed['id']}"))["retried_as"] == newest["id"]
    again = await orders_client.post(f"/v1/refunds/{failed['id']}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert await violations(db, stock) == {}


async def test_retry_and_dismiss_require_their_scopes(orders_client: OrderClient, client: Client, bank: Bank) -> None:
    order, refund = await given_back(orders_client, amount_cents=10)
    for step, body in (("retry", None), ("dismiss", {"reason": "no"})):
        path = f"/v1/refunds/{refund['id']}/{step}"
        for who in ("customer", "staff", "warehouse"):
            refused = await orders_client.post(path, body, who)
            assert (refused.status_code, refused.json()["required_scope"]) == (403, "orders:refund")
        too_early = await orders_client.post(path, body)
        assert (too_early.status_code, too_early.json()["from"]) == (409, "succeeded")
        assert (await client("manager").post(path, json=body)).json()["code"] == "idempotency_key_required"
        assert (await orders_client.post(f"/v1/refunds/999999/{step}", body)).status_code == 404
    await bank.sends_back(order, refund)
    wordless = await orders_client.post(f"/v1/refunds/{refund['id']}/dismiss", {})
    assert wordless.json()["errors"][0]["pointer"] == "/reason"
