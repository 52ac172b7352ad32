"""A card's token is for the provider alone: it is in no answer, event, log line or row once it was used."""

import logging
from collections.abc import Mapping

import asyncpg
import httpx2
import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, HANGS, SIGNATURE, InMemoryProvider
from tests.modules.orders.shop import METADATA

UNKNOWN = "pm_card_4242canary"
"""A token the provider does not know and says so, by name."""

TABLES = """
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_schema IN ('orders', 'platform') AND table_type = 'BASE TABLE'
"""


async def rows_with(owner: asyncpg.Connection, secret: str) -> Mapping[str, int]:
    """How many rows of each table have it, as text or as bytes."""
    found: dict[str, int] = {}
    for table in await owner.fetch(TABLES):
        rows = [row["row"] for row in await owner.fetch(f"SELECT t::text AS row FROM {table['name']} t")]
        count = sum(secret in row or secret.encode().hex() in row for row in rows)
        if count:
            found[table["name"]] = count
    return found


@pytest.mark.parametrize("token", [GOOD, DECLINED, ASKS_BUYER, UNKNOWN])
@pytest.mark.parametrize("capture_immediately", [True, False])
async def test_card_tokens_are_never_disclosed(
    client: Client,
    orders_client: OrderClient,
    container: OrdersHttpContainer,
    provider: InMemoryProvider,
    owner_database_url: str,
    caplog: pytest.LogCaptureFixture,
    token: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.is_silent = token == UNKNOWN  # else nothing is kept of it in the first place

    owner = await asyncpg.connect(owner_database_url)
    people = {who: client(who) for who in ("customer", "client", "manager")}
    card = {"method": "card", "token": token}
    said: list[httpx2.Response] = []
    guest = {"name": "Bo", "email": "bo@example.com"}
    try:
        keyed = {"Idempotency-Key": "k"}
        placed = await people["customer"].post("/v1/orders", json=body(("TEA", 1), payment=card), headers=keyed)
        said += [
            placed,
            await people["customer"].post("/v1/orders", json=body(("TEA", 1), payment=card), headers=keyed),
        ]
        assert await rows_with(owner, token) == {"orders.payments": 1}
        order = placed.json()
        path = f"/v1/orders/{order['id']}"
        await resolve(container.settle_order)(order["id"], METADATA)
        assert await rows_with(owner, token) == {}
        said.append(await people["client"].post("/v1/orders", json=body(("TEA", 1), payment=card, customer=guest)))
        waiting = {"Prefer": "wait=2", "Idempotency-Key": "w"}
        said.append(await people["customer"].post("/v1/orders", json=body(("TEA", 1), payment=card), headers=waiting))
        said.append(await people["customer"].post("/v1/orders/quote", json=body(("TEA", 1), payment=card)))
        for wrong in (
            {**card, "extra": token},
            {"method": token, "token": token},
            {"method": "card", "token": [token]},
            {"method": "card", "token": token * 20},
            {"method": "card", "token": token, "return_url": token},
        ):
            said.append(await people["customer"].post("/v1/orders", json=body(("TEA", 1), payment=wrong)))
            said.append(await orders_client.post(f"{path}/payments", wrong, "customer"))
        said.append(await orders_client.post(f"{path}/payments", {"token": token}, "customer"))
        said.append(await orders_client.post(f"{path}/payments", {"token": token}, "customer", key="again"))
        said.append(await orders_client.post(f"{path}/payments", {"token": token}, "customer", key="again"))
        payment_id = order["payments"][0]["id"]
        report = provider.webhook_payload(payment_id)
        said.append(
            await people["customer"].post(
                "/v1/payments/webhooks/stripe", content=report, headers={"Stripe-Signature": SIGNATURE}
            )
        )
        for http in people.values():
            for read in (
                path,
                f"{path}?expand=customer,payments",
                "/v1/orders",
                "/v1/payments",
                f"/v1/payments/{payment_id}",
                "/v1/refunds",
            ):
                said.append(await http.get(read))
        said.append(await orders_client.post(f"/v1/payments/{payment_id}/capture"))
        said.append(await orders_client.refund(order, amount_cents=1))
        said.append(await orders_client.post(f"{path}/hold", {"reason": "x"}))
        said.append(await orders_client.cancel(order, "customer"))
        for resource in resolve(container.module).resources()[:2]:
            assert token not in str(await resource.describe({"order_id": order["id"], "payment_id": payment_id}))
        for id_ in range(1, 9):
            await resolve(container.settle_order)(id_, METADATA)
        assert await rows_with(owner, token) == {}
    finally:
        await owner.close()
    assert {response.status_code for response in said} >= {200, 201, 409, 422}
    for response in said:
        assert response.status_code < 500
        assert token not in response.text
        assert token not in str(response.headers)
    assert token not in caplog.text


async def test_a_card_token_is_stored_while_the_request_may_be_retried(
    orders_client: OrderClient, provider: InMemoryProvider, owner_database_url: str
) -> None:
    provider.lose_next_response()
    order = await orders_client.paid(("TEA", 1), card=HANGS)
    assert order["payments"][0]["status"] == "unknown"
    owner = await asyncpg.connect(owner_database_url)
    try:
        assert await rows_with(owner, HANGS) == {"orders.payments": 1}
    finally:
        await owner.close()
