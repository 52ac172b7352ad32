"""A waiting 3-D Secure does not block another card."""

import asyncio
from typing import Any

import pytest

from modules.orders.application.payments import pay_order
from modules.orders.domain.settlement.due_requests import LEASE
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, HANGS, InMemoryProvider


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


@pytest.fixture
async def waiting(orders_client: OrderClient) -> dict[str, Any]:
    """An order whose buyer has left the bank's page."""
    order = await orders_client.paid(("MUG", 3), card=ASKS_BUYER)
    assert order["payment_status"] == "requires_action"
    return order


def path(order: dict[str, Any]) -> str:
    return f"/v1/orders/{order['id']}/payments"


async def test_another_card_replaces_a_waiting_payment(
    orders_client: OrderClient, waiting: dict[str, Any], provider: InMemoryProvider, db: Database, stock: InMemoryStock
) -> None:
    first = waiting["payments"][0]["id"]
    second = await orders_client.post(path(waiting), {"token": GOOD}, "customer", key="second")
    assert (second.status_code, second.json()["status"]) == (201, "captured")
    again = await orders_client.post(path(waiting), {"token": GOOD}, "customer", key="second")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (second.content, "true")
    paid = await orders_client.get(f"/v1/orders/{waiting['id']}")
    assert [(p["id"], p["status"]) for p in paid["payments"]] == [(first, "voided"), (second.json()["id"], "captured")]
    assert (paid["status"], paid["payment_status"], paid["paid_cents"]) == ("confirmed", "paid", 999)
    assert [call for call, id_ in provider.calls if id_ == first] == ["authorize", "void"]
    provider.approve(first)  # the bank's page is still open somewhere
    assert provider.captures == {second.json()["id"]: 1}
    assert await violations(db, stock, provider) == {}


async def test_a_manual_payment_voids_a_waiting_payment(orders_client: OrderClient, waiting: dict[str, Any]) -> None:
    much = await orders_client.post(path(waiting), {"method": "manual", "amount_cents": 1000}, "staff")
    assert (much.status_code, much.json()["code"]) == (409, "payment_exceeds_outstanding")
    assert (await orders_client.get(f"/v1/orders/{waiting['id']}"))["payment_status"] == "requires_action"
    part = await orders_client.post(path(waiting), {"method": "manual", "amount_cents": 400}, "staff")
    assert part.status_code == 201, part.text
    order = await orders_client.get(f"/v1/orders/{waiting['id']}")
    assert (order["payment_status"], [p["status"] for p in order["payments"]]) == (
        "partially_paid",
        ["voided", "captured"],
    )


async def test_an_approved_payment_is_not_charged_again(
    orders_client: OrderClient, waiting: dict[str, Any], provider: InMemoryProvider, db: Database, stock: InMemoryStock
) -> None:
    first = waiting["payments"][0]["id"]
    provider.approve(first)
    second = await orders_client.post(path(waiting), {"token": GOOD}, "customer", key="second")
    assert (second.status_code, second.json()["id"], second.json()["status"]) == (200, first, "captured")
    again = await orders_client.post(path(waiting), {"token": GOOD}, "customer", key="second")
    assert (again.status_code, again.content) == (200, second.content)
    paid = await orders_client.get(f"/v1/orders/{waiting['id']}")
    assert (paid["status"], paid["paid_cents"], len(paid["payments"])) == ("confirmed", 999, 1)
    assert provider.captures == {first: 1}
    assert await violations(db, stock, provider) == {}


async def test_a_declined_second_card_allows_a_third(orders_client: OrderClient, waiting: dict[str, Any]) -> None:
    assert (await orders_client.post(path(waiting), {"token": DECLINED}, "customer")).status_code == 402
    assert (await orders_client.post(path(waiting), {"token": GOOD}, "customer")).status_code == 201


async def test_replaying_a_waiting_payment_voids_nothing(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 1), card=DECLINED)
    first = await orders_client.post(path(order), {"token": ASKS_BUYER}, "customer", key="k")
    again = await orders_client.post(path(order), {"token": ASKS_BUYER}, "customer", key="k")
    assert (first.status_code, again.content) == (201, first.content)
    assert "void" not in [call for call, _ in provider.calls]


async def test_an_unknown_outcome_returns_409_with_retry_after(
    orders_client: OrderClient,
    waiting: dict[str, Any],
    provider: InMemoryProvider,
    container: OrdersHttpContainer,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider.lose_next_response(1)
    with monkeypatch.context() as impatient:
        impatient.setattr(pay_order, "CANCEL_TIMEOUT_SECONDS", 0.0)
        unknown = await orders_client.post(path(waiting), {"token": GOOD}, "customer")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "payment_in_progress")
    assert 1 <= unknown.json()["retry_after"] <= LEASE.total_seconds()
    assert unknown.headers["Retry-After"] == str(unknown.json()["retry_after"])
    await resolve(container.await_settlement).drain()
    db.clock_shift = LEASE
    settled = await orders_client.post(path(waiting), {"token": GOOD}, "customer")
    assert (settled.status_code, settled.json()["status"]) == (201, "captured")


async def test_a_processing_payment_returns_409(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 1), payment={"method": "card", "token": HANGS}, who="customer")
    await orders_client.settle(order)
    busy = await orders_client.post(path(order), {"token": GOOD}, "customer")
    assert (busy.status_code, busy.json()["code"]) == (409, "payment_in_progress")
    assert busy.json()["retry_after"] >= 1


async def test_units_cannot_be_cancelled_during_authentication(
    orders_client: OrderClient, waiting: dict[str, Any]
) -> None:
    refused = await orders_client.cancel(waiting, items=[{"line_id": 1, "quantity": 1}])
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_progress")
    assert 880 <= refused.json()["retry_after"] <= 900


async def test_one_of_two_concurrent_attempts_succeeds(
    orders_client: OrderClient,
    client: Client,
    waiting: dict[str, Any],
    provider: InMemoryProvider,
    db: Database,
    stock: InMemoryStock,
) -> None:
    responses = await asyncio.gather(
        *(orders_client.post(path(waiting), {"token": GOOD}, "customer") for _ in range(4))
    )
    assert sorted(response.status_code for response in responses).count(201) == 1
    assert {response.json()["code"] for response in responses if response.status_code == 409} <= {
        "payment_in_progress",
        "invalid_transition",
    }
    assert list(provider.captures.values()) == [1]
    assert await violations(db, stock, provider) == {}


@pytest.mark.parametrize("turn", range(6))
async def test_approving_during_another_attempt_charges_once(
    orders_client: OrderClient,
    waiting: dict[str, Any],
    provider: InMemoryProvider,
    db: Database,
    stock: InMemoryStock,
    turn: int,
) -> None:
    async def approve() -> None:
        for _ in range(turn * 3):
            await asyncio.sleep(0)
        provider.approve(waiting["payments"][0]["id"])

    await asyncio.gather(orders_client.post(path(waiting), {"token": GOOD}, "customer"), approve())
    paid = await orders_client.get(f"/v1/orders/{waiting['id']}")
    assert (paid["status"], paid["paid_cents"], paid["outstanding_cents"]) == ("confirmed", 999, 0)
    assert sum(provider.captures.values()) == 1
    assert await violations(db, stock, provider) == {}
