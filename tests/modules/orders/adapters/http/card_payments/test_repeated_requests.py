"""Payments that are repeated, taken up after a crash, or sent at once."""

import asyncio
from datetime import timedelta

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.http.responses import pending_response
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.lease_holders import Presence
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.card_payments.card_orders import KEY, ORDER, by_card, waiting
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory.provider import DECLINED, GOOD, InMemoryProvider


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "k"}, waiting(5, "k")], ids=["later", "in the same call"])
async def test_a_repeat_is_replayed_without_checking_the_card_again(
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


async def test_an_interrupted_request_is_resumed_by_its_repeat(
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


async def test_a_request_of_a_dead_process_is_resumed_immediately(
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


async def test_twenty_concurrent_payments_are_charged_once(client: Client, provider: InMemoryProvider) -> None:
    http = client("customer")
    placed = await http.post("/v1/orders", json=ORDER)
    path = f"{placed.headers['Location']}/payments"
    responses = await asyncio.gather(
        *(http.post(path, json={"token": GOOD}, headers={"Idempotency-Key": f"k{n}"}) for n in range(20))
    )
    codes = sorted(response.status_code for response in responses)
    assert codes.count(201) == 1
    assert set(codes) == {201, 409}
    assert list(provider.captures.values()) == [1]
