"""A shop with two payment providers: each payment is settled by its own, and each webhook has its own path."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import stripe

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.kernel.principal import Principal
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.entrypoints.telemetry.orders import order
from tests.running.http_server import served
from tests.running.payment_sandbox import RunningSandbox, running_sandbox
from tests.running.program_app import program_app
from tests.running.running_shop import free_port
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

SCOPES = ("catalog:write", "inventory:write", "orders:create", "orders:read", "orders:refund", "payments:record")
ASKS_BUYER = "pm_card_authenticationRequired"
WEBHOOKS = "/v1/payments/webhooks"
Sandboxes = dict[str, RunningSandbox]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def sandboxes(tmp_path: Path, port: int, request: pytest.FixtureRequest) -> AsyncIterator[Sandboxes]:
    """Two sandboxes with their own data, keys and webhook paths, by the provider's name.

    They send no webhook if the parameter is False.
    """
    sends_webhooks = getattr(request, "param", True)
    async with AsyncExitStack() as stack:
        started = {}
        for name in ("stripe", "second"):
            (folder := tmp_path / name).mkdir()
            sandbox = running_sandbox(
                folder,
                f"http://127.0.0.1:{port}{WEBHOOKS}/{name}" if sends_webhooks else None,
                api_key=f"sk_test_of_the_account_{name}",
                webhook_secret=f"whsec_of_the_account_{name}",
            )
            started[name] = await stack.enter_async_context(sandbox)
        yield started


@pytest.fixture
async def program(
    database_url: str, redis_url: str, broker_url: str, tmp_path: Path, sandboxes: Sandboxes
) -> AsyncIterator[ApiProgram]:
    first, second = sandboxes["stripe"], sandboxes["second"]
    named = {
        "name": "second",
        "api_key": second.api_key,
        "webhook_secret": second.webhook_secret,
        "api_base": second.url,
    }
    variables = {
        "TRADEPOST_BROKER_URL": broker_url,
        "TRADEPOST_HOME": str(tmp_path),
        "TRADEPOST_STRIPE_API_KEY": first.api_key,
        "TRADEPOST_STRIPE_API_BASE": first.url,
        "TRADEPOST_STRIPE_WEBHOOK_SECRET": first.webhook_secret,
        "TRADEPOST_PAYMENT_PROVIDERS": json.dumps([named]),
    }
    container = ApiProgram(partial(settings_of, database_url, redis_url, **variables), "tradepost-test")

    async def authenticate(token: str) -> Principal:
        return Principal(token, "client", frozenset(SCOPES))

    override(container.process.authenticate, authenticate)
    await register(container.database(), container.consumers())
    yield container
    await container.close()


@pytest.fixture
async def shop(program: ApiProgram, port: int) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": "Bearer 1"}
    async with (
        served(program_app(program), port) as url,
        httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=30) as client,
    ):
        await client.post("/v1/products", json={"sku": "MUG1", "name": "Mug", "price_cents": 255})
        await client.post("/v1/inventory/restock", json={"sku": "MUG1", "quantity": 5})
        yield client


def paid_at(provider: str | None, card: str = "pm_card_visa") -> dict[str, Any]:
    wish = order(1, card)
    return wish if provider is None else wish | {"payment": wish["payment"] | {"provider": provider}}


async def placed(shop: httpx2.AsyncClient, wish: dict[str, Any], key: str) -> dict[str, Any]:
    response = await shop.post("/v1/orders", json=wish, headers={"Idempotency-Key": key, "Prefer": "wait=10"})
    assert response.status_code in (201, 202), response.text
    made: dict[str, Any] = response.json()
    return made


async def intents(sandbox: RunningSandbox) -> list[tuple[str, str]]:
    """The order and state of each payment at the sandbox."""
    listed = (await sandbox.http.get("/v1/payment_intents")).json()["data"]
    return [(intent["metadata"]["order_id"], intent["status"]) for intent in listed]


async def doctor(program: ApiProgram) -> list[str]:
    (check,) = [check for check in program.checks() if check.name == "orders.payments_match_provider"]
    async with program.database().snapshot() as tx:
        return [f"{violation.subject}: {violation.detail}" for violation in await check.run(tx)]


async def test_two_orders_are_paid_through_two_providers(
    program: ApiProgram, shop: httpx2.AsyncClient, sandboxes: Sandboxes
) -> None:
    orders = {
        "stripe": await placed(shop, paid_at(None, ASKS_BUYER), "a"),
        "second": await placed(shop, paid_at("second", ASKS_BUYER), "b"),
    }
    for name, made in orders.items():
        (payment,) = made["payments"]
        assert (payment["provider"], payment["status"]) == (name, "requires_action")
        assert await intents(sandboxes[name]) == [(str(made["id"]), "requires_action")]
        url = payment["next_action"]["redirect_url"]
        await sandboxes[name].http.post(url, data={"decision": "approve"}, auth=httpx2.Auth())

    async def confirmed() -> bool:
        await work(program)
        found = [(await shop.get(f"/v1/orders/{made['id']}")).json() for made in orders.values()]
        return all(each["status"] == "confirmed" for each in found)

    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await confirmed():
            await asyncio.sleep(0.05)
    assert [await intents(sandbox) for sandbox in sandboxes.values()] == [
        [(str(made["id"]), "succeeded")] for made in orders.values()
    ]
    refund = await shop.post(
        f"/v1/orders/{orders['second']['id']}/refunds",
        json={"amount_cents": 55, "reason": "broken"},
        headers={"Idempotency-Key": "c"},
    )
    assert refund.status_code == 201, refund.text
    await work(program)
    given = [(await sandbox.http.get("/v1/refunds")).json()["data"] for sandbox in sandboxes.values()]
    assert [[each["amount"] for each in some] for some in given] == [[], [55]]
    assert await doctor(program) == []


async def test_a_webhook_sent_to_another_providers_path_is_refused(
    shop: httpx2.AsyncClient, program: ApiProgram, sandboxes: Sandboxes
) -> None:
    made = await placed(shop, paid_at("second"), "a")
    (payment,) = made["payments"]
    body = json.dumps(
        {
            "id": "evt_wrong_path",
            "type": "payment_intent.succeeded",
            "data": {
                "object": {
                    "id": "pi_1",
                    "object": "payment_intent",
                    "metadata": {"payment_id": str(payment["id"])},
                }
            },
        }
    )
    signed = stripe.WebhookSignature.generate_signature_header(body, sandboxes["second"].webhook_secret)
    statuses = {}
    for name in ("stripe", "second", "third"):
        response = await shop.post(f"{WEBHOOKS}/{name}", content=body, headers={"Stripe-Signature": signed})
        statuses[name] = (response.status_code, response.json()["code"] if response.content else None)
    assert statuses == {"stripe": (401, "token_invalid"), "second": (204, None), "third": (401, "token_invalid")}


@pytest.mark.parametrize("sandboxes", [False], indirect=True)
async def test_an_event_of_one_provider_does_not_touch_the_payments_of_another(
    shop: httpx2.AsyncClient, program: ApiProgram, sandboxes: Sandboxes
) -> None:
    made = await placed(shop, paid_at("second", ASKS_BUYER), "a")
    (payment,) = made["payments"]
    subject = {"id": "pi_1", "object": "payment_intent", "metadata": {"payment_id": str(payment["id"])}}
    body = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": subject}})
    signed = stripe.WebhookSignature.generate_signature_header(body, sandboxes["stripe"].webhook_secret)
    response = await shop.post(f"{WEBHOOKS}/stripe", content=body, headers={"Stripe-Signature": signed})
    assert response.status_code == 204
    assert "payment.reported" not in (await shop.get(f"/v1/orders/{made['id']}/timeline")).text
    signed = stripe.WebhookSignature.generate_signature_header(body, sandboxes["second"].webhook_secret)
    await shop.post(f"{WEBHOOKS}/second", content=body, headers={"Stripe-Signature": signed})
    assert "payment.reported" in (await shop.get(f"/v1/orders/{made['id']}/timeline")).text


async def test_an_unknown_provider_is_refused_with_the_names_of_those_there_are(shop: httpx2.AsyncClient) -> None:
    refused = await shop.post("/v1/orders", json=paid_at("secnd"), headers={"Idempotency-Key": "a"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (422, "/payment/provider", "unknown_value")
    assert error["message"].endswith("There are: second, stripe.")
    unpaid = {name: value for name, value in order(1).items() if name != "payment"}
    made = (await shop.post("/v1/orders", json=unpaid, headers={"Idempotency-Key": "b"})).json()
    path, key = f"/v1/orders/{made['id']}/payments", {"Idempotency-Key": "c"}
    by_card = await shop.post(path, json={"token": "pm_card_visa", "provider": "third"}, headers=key)
    assert [(each["pointer"], each["code"]) for each in by_card.json()["errors"]] == [("/provider", "unknown_value")]
    manual = await shop.post(path, json={"method": "manual", "provider": "second"}, headers=key)
    assert [(each["pointer"], each["code"]) for each in manual.json()["errors"]] == [("/provider", "not_allowed")]
    paid = await shop.post(path, json={"token": "pm_card_visa", "provider": "second"}, headers=key)
    assert (paid.status_code, paid.json()["provider"]) == (201, "second"), paid.text
