"""Cards over HTTP: in the same call or later, declined, unknown, or to be approved."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import REGISTRY

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.kernel.idempotency import IdempotencyKey
from tests.modules.orders.adapters.http.card_payments.card_orders import KEY, ORDER, by_card, waiting
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, HANGS, SIGNATURE, InMemoryProvider
from tests.modules.orders.shop import METADATA, POLICY


async def test_a_card_payment_is_captured_in_the_same_request(client: Client, provider: InMemoryProvider) -> None:
    http = client("customer")
    paid = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (paid.status_code, paid.headers["Preference-Applied"]) == (201, "wait=5")
    assert (paid.json()["status"], paid.json()["payment_status"]) == ("confirmed", "paid")
    assert [p["status"] for p in paid.json()["payments"]] == ["captured"]
    again = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (again.status_code, again.content) == (201, paid.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert provider.captures == {paid.json()["payments"][0]["id"]: 1}


@pytest.mark.parametrize("headers", [{}, waiting(5, "k")], ids=["later", "in the same call"])
async def test_an_invalid_card_token_returns_422_and_places_no_order(client: Client, headers: dict[str, str]) -> None:
    http = client("customer")
    for token in ("pm_of_nobody", "4242424242424242", "tok_visa", "card_123"):
        refused = await http.post("/v1/orders", json=by_card(token), headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "payment_token_invalid")
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/payment/token"]
        assert token not in refused.text
    assert (await http.get("/v1/orders")).json()["items"] == []
    placed = await http.post("/v1/orders", json=by_card(), headers=headers and waiting(5, "other"))
    assert placed.status_code == 201, "the key is free for the right one"
    unpaid = await http.post("/v1/orders", json=ORDER)
    path = unpaid.headers["Location"]
    again = await http.post(f"{path}/payments", json={"token": "pm_of_nobody"}, headers={"Idempotency-Key": "1"})
    assert (again.status_code, again.json()["code"]) == (422, "payment_token_invalid")
    assert [error["pointer"] for error in again.json()["errors"]] == ["/token"]
    assert (await http.get(path)).json()["payments"] == []


async def test_an_unreachable_provider_does_not_prevent_orders(client: Client, provider: InMemoryProvider) -> None:
    provider.is_silent = True
    placed = await client("customer").post("/v1/orders", json=by_card())
    assert (placed.status_code, placed.json()["payment_status"]) == (201, "pending")


async def test_a_slow_provider_is_not_waited_for(container: OrdersHttpContainer) -> None:
    class Slow(InMemoryProvider):
        async def knows_card(self, token: str) -> bool:
            await asyncio.Event().wait()
            return False

    check = CheckCard(
        resolve(container.was_answered),
        PaymentProviderRegistry({"stripe": Slow()}),
        replace(POLICY, payment_providers=("stripe",)),
        seconds=0.001,
    )
    await check(PaymentInstruction(method="card", token="pm_of_nobody"))


async def test_keys_of_concurrent_requests_are_looked_up_together(
    client: Client, container: OrdersHttpContainer
) -> None:
    def batches() -> float:
        return REGISTRY.get_sample_value("tradepost_batcher_batch_size_count", {"batcher": "find answered keys"}) or 0

    before, was_answered = batches(), resolve(container.was_answered)
    keys = [IdempotencyKey("user:7 POST /v1/orders", f"k{number}", b"same") for number in range(5)]
    assert await asyncio.gather(*(was_answered(key) for key in keys)) == [False] * 5
    assert batches() - before == 1


async def test_without_the_prefer_header_the_worker_settles_the_payment(
    client: Client, container: OrdersHttpContainer
) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=by_card())
    assert (placed.json()["status"], placed.json()["payment_status"]) == ("pending_payment", "pending")
    await resolve(container.settle_order)(placed.json()["id"], METADATA)
    found = await http.get(placed.headers["Location"])
    assert (found.json()["status"], found.json()["payment_status"]) == ("confirmed", "paid")


async def test_a_decline_is_402_and_the_order_can_be_paid_again(client: Client, stock: Any) -> None:
    http = client("customer")
    declined = await http.post("/v1/orders", json=by_card(DECLINED), headers=waiting(5, "k"))
    body = declined.json()
    assert (declined.status_code, body["code"], body["decline_code"]) == (402, "payment_declined", "insufficient_funds")
    path = f"/v1/orders/{body['order_id']}"
    assert f"POST {path}/payments" in body["detail"]
    again = await http.post("/v1/orders", json=by_card(DECLINED), headers=waiting(5, "k"))
    assert (again.status_code, again.content) == (402, declined.content)
    kept = await http.get(path)
    assert (kept.json()["status"], kept.json()["payment_status"]) == ("pending_payment", "unpaid")
    assert body["order_id"] not in stock.kept_until_settled
    second = await http.post(f"{path}/payments", json={"token": DECLINED}, headers={"Idempotency-Key": "1"})
    assert second.status_code == 402
    third = await http.post(f"{path}/payments", json={"token": GOOD}, headers={"Idempotency-Key": "2"})
    assert (third.status_code, third.json()["status"]) == (201, "captured")
    assert (await http.get(third.headers["Location"])).json()["id"] == third.json()["id"]
    late = await http.post(f"{path}/payments", json={"token": GOOD}, headers={"Idempotency-Key": "3"})
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")


async def test_a_card_token_rejected_by_the_charge_returns_422(client: Client, provider: InMemoryProvider) -> None:
    http, provider.is_silent = client("customer"), True
    refused = await http.post("/v1/orders", json=by_card("pm_nonsense"), headers=waiting(5, "k"))
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "payment_token_invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/payment/token"]
    path = f"/v1/orders/{problem['order_id']}"
    assert f"POST {path}/payments" in problem["detail"]
    again = await http.post("/v1/orders", json=by_card("pm_nonsense"), headers=waiting(5, "k"))
    assert (again.status_code, again.content) == (422, refused.content)
    kept = (await http.get(path)).json()
    assert (kept["status"], kept["payment_status"]) == ("pending_payment", "unpaid")
    shown = [(p["id"], p["status"], p["decline_code"]) for p in kept["payments"]]
    assert shown == [(problem["payment_id"], "failed", "payment_token_invalid")]
    second = await http.post(f"{path}/payments", json={"token": "pm_nonsense"}, headers={"Idempotency-Key": "1"})
    assert (second.status_code, second.json()["code"]) == (422, "payment_token_invalid")
    assert [error["pointer"] for error in second.json()["errors"]] == ["/token"]
    third = await http.post(f"{path}/payments", json={"token": GOOD}, headers={"Idempotency-Key": "2"})
    assert (third.status_code, third.json()["status"]) == (201, "captured")


async def test_after_the_wait_the_pending_order_is_returned(client: Client, provider: InMemoryProvider) -> None:
    http = client("customer")
    pending = await http.post("/v1/orders", json=by_card(HANGS), headers=waiting(0, "k"))
    assert (pending.status_code, pending.json()["status"]) == (201, "pending_payment")
    busy = await http.post(
        f"{pending.headers['Location']}/payments", json={"token": GOOD}, headers={"Idempotency-Key": "p"}
    )
    assert (busy.status_code, busy.json()["code"]) == (409, "payment_in_progress")


async def test_only_the_buyer_gets_the_next_action(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    http = client("customer")
    response = await http.post("/v1/orders", json=by_card(ASKS_BUYER), headers=waiting(5))
    (payment,) = response.json()["payments"]
    assert response.json()["payment_status"] == "requires_action"
    assert payment["next_action"]["redirect_url"].startswith("http://bank.example/")
    assert payment["next_action"]["expires_at"] is not None
    seen = await client("staff").get(response.headers["Location"])
    assert seen.json()["payments"][0]["next_action"] is None
    provider.approve(payment["id"])
    report = provider.webhook_payload(payment["id"])
    for _ in range(2):
        described = await client(None).post(
            "/v1/payments/webhooks/stripe", content=report, headers={"Stripe-Signature": SIGNATURE}
        )
        assert described.status_code == 204
    await resolve(container.settle_order)(response.json()["id"], METADATA)
    done = (await http.get(response.headers["Location"])).json()
    assert (done["status"], done["payment_status"], done["payments"][0]["next_action"]) == ("confirmed", "paid", None)
    history = (await http.get(f"{response.headers['Location']}/timeline")).json()["items"]
    facts = [entry["fact"] for entry in history if entry["kind"] == "state"]
    assert facts.count("payment.reported") == 1


async def test_a_stranger_cannot_pay_and_a_shop_without_cards_says_so(
    client: Client, container: OrdersHttpContainer
) -> None:
    placed = await client("customer").post("/v1/orders", json=ORDER)
    path = f"{placed.headers['Location']}/payments"
    assert (await client("other").post(path, json={"token": GOOD}, headers=KEY)).status_code == 404
    manual = await client("customer").post(path, json={"method": "manual"}, headers=KEY)
    assert (manual.status_code, manual.json()["required_scope"]) == (403, "payments:record")
    missing = await client("customer").post(path, json={"method": "card"}, headers=KEY)
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/payment/token")
    taken = await client("staff").post(path, json={"method": "manual"}, headers=KEY)
    assert (taken.status_code, taken.json()["status"]) == (201, "captured")


async def test_an_order_without_stock_is_not_charged_and_expires(
    client: Client, stock: Any, provider: InMemoryProvider
) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=ORDER)
    stock.lost.add(placed.json()["id"])
    late = await http.post(f"{placed.headers['Location']}/payments", json={"token": GOOD}, headers=KEY)
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")
    assert (await http.get(placed.headers["Location"])).json()["status"] == "expired"
    assert provider.calls == []
