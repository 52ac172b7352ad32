"""Capture of authorized payments, over HTTP."""

import pytest

from modules.orders.adapters.inbound.http.payments import routes as payments
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, HANGS, InMemoryProvider


@pytest.mark.parametrize("capture_immediately", [False])
class TestCapture:
    """In a shop that takes authorized money later."""

    async def test_an_authorized_payment_is_captured_once(self, orders_client: OrderClient, db: Database) -> None:
        order = await orders_client.paid(("TEA", 1))
        assert (order["status"], order["payment_status"], order["paid_cents"]) == ("confirmed", "authorized", 0)
        (payment,) = order["payments"]
        assert payment["authorization_expires_at"] is not None
        path = f"/v1/payments/{payment['id']}/capture"
        taken = await orders_client.post(path, who="staff", key="k")
        assert (taken.status_code, taken.json()["status"], taken.json()["captured_cents"]) == (200, "captured", 255)
        again = await orders_client.post(path, who="staff", key="k")
        assert (again.content, again.headers["Idempotent-Replayed"]) == (taken.content, "true")
        twice = await orders_client.post(path, who="staff")
        assert (twice.status_code, twice.json()["code"], twice.json()["from"]) == (
            409,
            "invalid_transition",
            "captured",
        )
        assert (await orders_client.get(f"/v1/orders/{order['id']}"))["payment_status"] == "paid"
        async with db.read() as reading:
            rows = await reading.fetch("SELECT actor, action, resource, changes FROM platform.audit_log")
        assert [tuple(row) for row in rows] == [
            (
                "user:1",
                "order.payment_captured",
                f"order:{order['id']}",
                {"payment": payment["id"], "amount_cents": 255},
            )
        ]

    async def test_a_capture_requires_its_scope_and_a_key(self, orders_client: OrderClient, client: Client) -> None:
        order = await orders_client.paid(("TEA", 1))
        path = f"/v1/payments/{order['payments'][0]['id']}/capture"
        assert (await orders_client.post(path, who="customer")).json()["required_scope"] == "orders:write"
        assert (await orders_client.post("/v1/payments/999999/capture", who="staff")).status_code == 404
        keyless = await client("staff").post(path)
        assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency_key_required")

    async def test_an_unreachable_provider_delays_callers_only_briefly(
        self, orders_client: OrderClient, provider: InMemoryProvider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = await orders_client.paid(("TEA", 1))
        monkeypatch.setattr(payments, "WAIT_SECONDS", 0.2)
        provider.fail_next(99)
        taken = await orders_client.post(f"/v1/payments/{order['payments'][0]['id']}/capture", who="staff")
        assert (taken.status_code, taken.json()["status"], taken.json()["captured_cents"]) == (200, "unknown", 0)

    async def test_an_expired_authorization_cannot_be_captured(
        self, orders_client: OrderClient, provider: InMemoryProvider
    ) -> None:
        order = await orders_client.paid(("TEA", 1))
        (payment,) = order["payments"]
        provider.lapse(payment["id"])
        taken = await orders_client.post(f"/v1/payments/{payment['id']}/capture", who="staff")
        assert (taken.status_code, taken.json()["status"]) == (200, "voided")
        assert (await orders_client.get(f"/v1/orders/{order['id']}"))["payment_status"] == "voided"


@pytest.mark.parametrize("card", [GOOD, DECLINED, ASKS_BUYER, HANGS])
async def test_only_an_authorized_payment_can_be_captured(orders_client: OrderClient, card: str) -> None:
    order = await orders_client.paid(("TEA", 1), card=card)
    refused = await orders_client.post(f"/v1/payments/{order['payments'][0]['id']}/capture")
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
