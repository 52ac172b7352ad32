"""Webhooks of the payment provider."""

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.modules.orders.adapters.http.card_payments.card_orders import by_card, reported, waiting
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.shop import METADATA


async def test_an_unsigned_webhook_is_rejected(client: Client) -> None:
    forged = await client(None).post(
        "/v1/payments/webhooks/stripe", content=b"{}", headers={"Stripe-Signature": "t=1,v1=00"}
    )
    assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")


async def test_a_webhook_without_news_changes_nothing(client: Client, provider: InMemoryProvider) -> None:
    paid = await client("customer").post("/v1/orders", json=by_card(), headers=waiting(5))
    requested = len(provider.calls)
    await reported(client, provider.webhook_payload(paid.json()["payments"][0]["id"]))
    again = await client("customer").get(paid.headers["Location"])
    assert (again.headers["ETag"], len(provider.calls)) == (paid.headers["ETag"], requested)


async def test_a_dispute_prevents_shipping(
    client: Client, container: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    paid = await client("customer").post("/v1/orders", json=by_card(), headers=waiting(5))
    payment_id = paid.json()["payments"][0]["id"]
    provider.dispute(payment_id)
    await reported(client, provider.webhook_payload(payment_id, "charge.dispute.created"))
    await resolve(container.reconcile_payments)()
    held = (await client("staff").get(paid.headers["Location"])).json()
    assert (held["status"], held["hold"]["reason"]) == ("confirmed", "dispute")
    assert held["payments"][0]["dispute_status"] == "needs_response"


async def test_a_refund_returned_by_the_bank_restores_the_paid_amount(
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
    await reported(client, provider.webhook_payload(payment_id, "refund.failed", "evt_2", refund["id"]))
    await resolve(container.reconcile_payments)()
    back = (await http.get(path)).json()
    assert (back["payment_status"], back["refunded_cents"]) == ("paid", 0)
