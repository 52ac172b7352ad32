"""The whole program: the e-mails that a buyer receives about an order."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
from shared.kernel.principal import Principal
from tests.mails import mails_in
from tests.running.program_app import program_app
from tests.settings import settings_of

LEASE = timedelta(seconds=30)
SCOPES = {"catalog:write", "inventory:write", "orders:create", "orders:read", "payments:record", "fulfillment:write"}
STAFF = Principal("1", "client", frozenset({*SCOPES, "orders:refund", "orders:write"}))
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}


@pytest.fixture
async def program(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProgram]:
    more = {"TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_HOME": str(tmp_path)}
    container = ApiProgram(partial(settings_of, database_url, redis_url, **more), "test")
    await register(container.database(), container.consumers())
    yield container
    await container.close()


@pytest.fixture
async def http(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    async def authenticate(_token: str) -> Principal:
        return STAFF

    override(program.process.authenticate, authenticate)
    app = program_app(program)
    headers = {"Authorization": "Bearer staff"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://shop", headers=headers
    ) as client:
        yield client


async def delivered(program: ApiProgram) -> None:
    """Deliver events until none is due, like relay and worker."""
    database, subscriptions = program.database(), {s.consumer.name: s for s in program.subscriptions()}
    while (lease := await Claims(database).claim(dict.fromkeys(subscriptions, 100), LEASE)).claimed:
        for consumer, subscription in subscriptions.items():
            due = [claimed.event_id for claimed in lease.claimed if claimed.consumer == consumer]
            if due:
                await create_handler(subscription, Inbox(database), LEASE)(due, lease.until)


def letters(program: ApiProgram) -> dict[str, EmailMessage]:
    """The e-mails by subject."""
    return {str(mail["Subject"]): mail for mail in mails_in(program.settings().mail_folder)}


async def test_a_guest_gets_a_mail_at_every_step(program: ApiProgram, http: httpx2.AsyncClient) -> None:
    async def post(path: str, body: dict[str, Any]) -> Any:
        response = await http.post(path, json=body)
        assert response.status_code in (200, 201), response.text
        return response.json()

    await post("/v1/products", {"sku": "MUG1", "name": "Blue <mug>", "price_cents": 255})
    await post("/v1/inventory/restock", {"sku": "MUG1", "quantity": 5})
    order = await post(
        "/v1/orders",
        {
            "items": [{"sku": "MUG1", "quantity": 2}],
            "shipping_address": ADDRESS,
            "customer": {"name": "Grace Hopper", "email": "grace@example.com"},
            "payment": {"method": "manual"},
        },
    )
    parcel = {"items": [{"line_id": 1, "quantity": 2}], "carrier": "Royal Mail", "tracking_number": "QM123456785GB"}
    await post(f"/v1/orders/{order['id']}/shipments", parcel)
    await post(f"/v1/orders/{order['id']}/refunds", {"amount_cents": 100, "reason": "Late."})
    await delivered(program)

    found = letters(program)
    assert set(found) == {
        f"Your order {order['id']} is confirmed",
        f"Your order {order['id']} is on its way",
        f"We have refunded 1.00 GBP of your order {order['id']}",
    }
    assert {message["To"] for message in found.values()} == {"grace@example.com"}
    confirmed, shipped = (text_of(found[f"Your order {order['id']} is {how}"]) for how in ("confirmed", "on its way"))
    assert "2 x Blue <mug> (MUG1): 5.10 GBP" in confirmed
    assert "Total: 5.10 GBP" in confirmed
    assert "Carrier: Royal Mail\nTracking number: QM123456785GB" in shipped


async def test_a_resent_mail_goes_to_the_current_address(program: ApiProgram, http: httpx2.AsyncClient) -> None:
    await http.post("/v1/products", json={"sku": "MUG2", "name": "Mug", "price_cents": 255})
    await http.post("/v1/inventory/restock", json={"sku": "MUG2", "quantity": 5})
    wanted = {
        "items": [{"sku": "MUG2", "quantity": 1}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Grace Hopper", "email": "grace@exmaple.com"},
        "payment": {"method": "manual"},
    }
    path = (await http.post("/v1/orders", json=wanted)).headers["Location"]
    await delivered(program)
    corrected = await http.patch(path, json={"customer": {"email": "grace@example.com"}})
    assert corrected.status_code == 200, corrected.text
    for key in ("once", "once", "twice"):
        response = await http.post(f"{path}/mails", json={"kind": "confirmation"}, headers={"Idempotency-Key": key})
        assert response.status_code == 202, response.text
    await delivered(program)
    mails = mails_in(program.settings().mail_folder)
    assert sorted(str(mail["To"]) for mail in mails) == ["grace@example.com", "grace@example.com", "grace@exmaple.com"]
    assert len({mail["Message-ID"] for mail in mails}) == 3


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
