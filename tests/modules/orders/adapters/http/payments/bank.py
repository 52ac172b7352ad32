"""The buyer's bank, which rejects refunds."""

from typing import Any

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory.provider import SIGNATURE, InMemoryProvider


class Bank:
    """Rejects a refund; the provider reports it by webhook."""

    def __init__(self, client: Client, container: OrdersHttpContainer, provider: InMemoryProvider) -> None:
        self._client, self._container, self._provider = client, container, provider
        self._reports = 0

    async def sends_back(self, order: dict[str, Any], refund: dict[str, Any]) -> None:
        self._reports += 1
        self._provider.fail_refund(refund["id"])
        payment_id, event = order["payments"][0]["id"], f"evt_back_{self._reports}"
        report = self._provider.webhook_payload(payment_id, "refund.failed", event, refund["id"])
        headers = {"Stripe-Signature": SIGNATURE}
        reported = await self._client(None).post("/v1/payments/webhooks/stripe", content=report, headers=headers)
        assert reported.status_code == 204, reported.text
        await resolve(self._container.reconcile_payments)()
