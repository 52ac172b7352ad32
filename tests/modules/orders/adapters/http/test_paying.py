"""Cards over HTTP: in the same call or later, declined, repeated, and taken up after a crash."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.adapters.outbound.payment_providers import PaymentProviderRegistry
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.http.responses import pending_response
from shared.infra.injection import override, resolve
from shared.infra.messaging.deliveries.lease_holders import Presence
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory_provider import ASKS_BUYER, DECLINED, GOOD, HANGS, SIGNATURE, InMemoryProvider
from tests.modules.orders.shop import METADATA, POLICY

ADDRESS = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}
ORDER = {"items": [{"sku": "TEA", "quantity": 1}], "shipping_address": ADDRESS}

KEY = {"Idempotency-Key": "once"}


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
def container(container: OrdersHttpContainer, provider: InMemoryProvider) -> OrdersHttpContainer:
    override(container.policy, replace(POLICY, max_unpaid_orders=0, payment_providers=("stripe",)))
    override(container.payment_providers, PaymentProviderRegistry({"stripe": provider}))
    return container


def by_card(token: str = GOOD, **more: object) -> dict[str, object]:
    return {**ORDER, "payment": {"method": "card", "token": token}, **more}


def waiting(seconds: int, key: str | None = None) -> dict[str, str]:
    return {"Prefer": f"wait={seconds}", **({"Idempotency-Key": key} if key else {})}


async def test_the_money_is_taken_in_the_same_call(client: Client, provider: InMemoryProvider) -> None:
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
async def test_a_wrong_token_is_no_decline_and_keeps_nothing(client: Client, headers: dict[str, str]) -> None:
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


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "k"}, waiting(5, "k")], ids=["later", "in the same call"])
async def test_a_repeat_has_its_answer_although_the_card_is_known_no_more(
    client: Client, provider: InMemoryProvider, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=by_card(), headers=headers)
    path = (await http.post("/v1/orders", json=ORDER)).headers["Location"]
    paid = await http.post(f"{path}/payments", json={"token": GOOD}, headers=KEY)
    assert (placed.status_code, paid.status_code) == (201, 201)

    async def forgets(token: str) -> bool:
        raise AssertionError(f"asked for {token} once more")

    monkeypatch.setattr(provider, "knows_card", forgets)
    again = await http.post("/v1/orders", json=by_card(), headers=headers)
    assert (again.status_code, again.content) == (201, placed.content)
    again = await http.post(f"{path}/payments", json={"token": GOOD}, headers=KEY)
    assert (again.status_code, again.content) == (201, paid.content)
    reused = await http.post(f"{path}/payments", json={"token": DECLINED}, headers=KEY)
    assert reused.json()["code"] == "idempotency_key_reused"


async def test_a_provider_that_does_not_answer_keeps_nobody_from_ordering(
    client: Client, provider: InMemoryProvider
) -> None:
    provider.is_silent = True
    placed = await client("customer").post("/v1/orders", json=by_card())
    assert (placed.status_code, placed.json()["payment_status"]) == (201, "pending")


async def test_a_slow_provider_is_not_waited_for(container: OrdersHttpContainer) -> None:
    class Slow(InMemoryProvider):
        async def knows_card(self, token: str) -> bool:
            await asyncio.Event().wait()
            return False

    check = CheckCard(
        resolve(container.transactions).begin,
        PaymentProviderRegistry({"stripe": Slow()}),
        replace(POLICY, payment_providers=("stripe",)),
        seconds=0.001,
    )
    await check(PaymentInstruction(method="card", token="pm_of_nobody"))


async def test_without_the_preference_it_waits_for_the_worker(client: Client, container: OrdersHttpContainer) -> None:
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


async def test_a_wrong_token_is_no_decline_where_only_the_charge_shows_it(
    client: Client, provider: InMemoryProvider
) -> None:
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


async def test_when_the_time_is_up_the_pending_order_is_answered(client: Client, provider: InMemoryProvider) -> None:
    http = client("customer")
    pending = await http.post("/v1/orders", json=by_card(HANGS), headers=waiting(0, "k"))
    assert (pending.status_code, pending.json()["status"]) == (201, "pending_payment")
    busy = await http.post(
        f"{pending.headers['Location']}/payments", json={"token": GOOD}, headers={"Idempotency-Key": "p"}
    )
    assert (busy.status_code, busy.json()["code"]) == (409, "payment_in_progress")


async def test_a_buyer_who_has_to_approve_is_told_how_and_nobody_else_is(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    http = client("customer")
    asked = await http.post("/v1/orders", json=by_card(ASKS_BUYER), headers=waiting(5))
    (payment,) = asked.json()["payments"]
    assert asked.json()["payment_status"] == "requires_action"
    assert payment["next_action"]["redirect_url"].startswith("http://bank.example/")
    assert payment["next_action"]["expires_at"] is not None
    seen = await client("staff").get(asked.headers["Location"])
    assert seen.json()["payments"][0]["next_action"] is None
    provider.approve(payment["id"])
    report = provider.webhook_payload(payment["id"])
    for _ in range(2):
        told = await client(None).post(
            "/v1/payments/webhooks/stripe", content=report, headers={"Stripe-Signature": SIGNATURE}
        )
        assert told.status_code == 204
    await resolve(container.settle_order)(asked.json()["id"], METADATA)
    done = (await http.get(asked.headers["Location"])).json()
    assert (done["status"], done["payment_status"], done["payments"][0]["next_action"]) == ("confirmed", "paid", None)
    history = (await http.get(f"{asked.headers['Location']}/timeline")).json()["items"]
    facts = [entry["fact"] for entry in history if entry["kind"] == "state"]
    assert facts.count("payment.reported") == 1


async def test_word_that_the_provider_has_not_signed_is_not_heard(client: Client) -> None:
    forged = await client(None).post(
        "/v1/payments/webhooks/stripe", content=b"{}", headers={"Stripe-Signature": "t=1,v1=00"}
    )
    assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")


async def test_a_request_that_died_in_between_is_taken_up_by_its_repeat(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    http = client("customer")
    settle = resolve(container.await_settlement)

    async def dies(*_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as ended:
        ended.setattr(type(settle), "__call__", dies)
        assert (await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))).status_code == 500
    soon = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (soon.status_code, soon.json()["code"], soon.headers["Retry-After"]) == (409, "idempotency_in_flight", "1")
    monkeypatch.setattr(pending_response, "IN_FLIGHT_LIMIT", timedelta(0))
    later = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (later.status_code, later.json()["status"]) == (201, "confirmed")
    again = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (again.status_code, again.content) == (201, later.content)
    assert list(provider.captures.values()) == [1]
    assert (await http.get("/v1/orders")).json()["total"] == 1


async def test_a_request_whose_process_is_gone_is_taken_up_at_once(
    client: Client,
    container: OrdersHttpContainer,
    provider: InMemoryProvider,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    http = client("customer")
    presence = Presence(db)
    await presence.start()
    while db.holder is None:
        await asyncio.sleep(0.01)

    async def dies(*_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as ended:
        ended.setattr(type(resolve(container.await_settlement)), "__call__", dies)
        assert (await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))).status_code == 500
    soon = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (soon.status_code, soon.json()["code"]) == (409, "idempotency_in_flight")
    await presence.end()
    later = await http.post("/v1/orders", json=by_card(), headers=waiting(5, "k"))
    assert (later.status_code, later.json()["status"]) == (201, "confirmed")
    assert list(provider.captures.values()) == [1]


async def test_a_guests_paid_order_is_replayed_with_its_token(client: Client) -> None:
    body = by_card(customer={"name": "Bo", "email": "bo@example.com"})
    http = client("client")
    first = await http.post("/v1/orders", json=body, headers=waiting(5, "k"))
    again = await http.post("/v1/orders", json=body, headers=waiting(5, "k"))
    assert first.json()["order_token"] == again.json()["order_token"]
    assert first.content == again.content
    token = first.json()["order_token"]
    paid_by_guest = await client(token).post(f"{first.headers['Location']}/payments", json={"token": GOOD})
    assert (paid_by_guest.status_code, paid_by_guest.json()["code"]) == (409, "invalid_transition")


async def test_twenty_who_pay_at_once_are_charged_once(client: Client, provider: InMemoryProvider) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=ORDER)
    path = f"{placed.headers['Location']}/payments"
    answers = await asyncio.gather(
        *(http.post(path, json={"token": GOOD}, headers={"Idempotency-Key": f"k{n}"}) for n in range(20))
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes.count(201) == 1
    assert set(codes) == {201, 409}
    assert list(provider.captures.values()) == [1]


async def test_a_stranger_cannot_pay_and_a_shop_without_cards_says_so(
    client: Client, container: OrdersHttpContainer
) -> None:
    placed = await client("customer").post("/v1/orders", json=ORDER)
    path = f"{placed.headers['Location']}/payments"
    assert (await client("other").post(path, json={"token": GOOD}, headers=KEY)).status_code == 404
    by_hand = await client("customer").post(path, json={"method": "manual"}, headers=KEY)
    assert (by_hand.status_code, by_hand.json()["required_scope"]) == (403, "payments:record")
    missing = await client("customer").post(path, json={"method": "card"}, headers=KEY)
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/payment/token")
    taken = await client("staff").post(path, json={"method": "manual"}, headers=KEY)
    assert (taken.status_code, taken.json()["status"]) == (201, "captured")


async def test_an_order_whose_stock_has_gone_is_not_charged_and_expires(
    client: Client, stock: Any, provider: InMemoryProvider
) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=ORDER)
    stock.lost.add(placed.json()["id"])
    late = await http.post(f"{placed.headers['Location']}/payments", json={"token": GOOD}, headers=KEY)
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")
    assert (await http.get(placed.headers["Location"])).json()["status"] == "expired"
    assert provider.calls == []


async def told(client: Client, report: bytes) -> None:
    heard = await client(None).post(
        "/v1/payments/webhooks/stripe", content=report, headers={"Stripe-Signature": SIGNATURE}
    )
    assert heard.status_code == 204


async def test_word_that_is_no_news_changes_nothing(client: Client, provider: InMemoryProvider) -> None:
    paid = await client("customer").post("/v1/orders", json=by_card(), headers=waiting(5))
    asked = len(provider.calls)
    await told(client, provider.webhook_payload(paid.json()["payments"][0]["id"]))
    again = await client("customer").get(paid.headers["Location"])
    assert (again.headers["ETag"], len(provider.calls)) == (paid.headers["ETag"], asked)


async def test_a_dispute_keeps_the_order_from_being_shipped(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    paid = await client("customer").post("/v1/orders", json=by_card(), headers=waiting(5))
    payment_id = paid.json()["payments"][0]["id"]
    provider.dispute(payment_id)
    await told(client, provider.webhook_payload(payment_id, "charge.dispute.created"))
    await resolve(container.reconcile_payments)()
    held = (await client("staff").get(paid.headers["Location"])).json()
    assert (held["status"], held["hold"]["reason"]) == ("confirmed", "dispute")
    assert held["payments"][0]["dispute_status"] == "needs_response"


async def test_a_refund_that_the_bank_sends_back_is_money_we_have_again(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    http = client("customer")
    paid = await http.post("/v1/orders", json=by_card(), headers=waiting(5))
    path, payment_id = paid.headers["Location"], paid.json()["payments"][0]["id"]
    await http.post(f"{path}/cancel", json={"reason": "no"})
    await resolve(container.settle_order)(paid.json()["id"], METADATA)
    given = (await http.get(path)).json()
    assert (given["payment_status"], given["refunded_cents"]) == ("refunded", given["total_cents"])
    (refund,) = (await client("staff").get("/v1/refunds")).json()["items"]
    provider.fail_refund(refund["id"])
    await told(client, provider.webhook_payload(payment_id, "refund.failed", "evt_2", refund["id"]))
    await resolve(container.reconcile_payments)()
    back = (await http.get(path)).json()
    assert (back["payment_status"], back["refunded_cents"]) == ("paid", 0)
