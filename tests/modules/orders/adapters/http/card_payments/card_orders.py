"""Requests of orders that are paid by card, and the events of the provider."""

from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.in_memory.provider import GOOD, SIGNATURE

ADDRESS = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}


ORDER = {"items": [{"sku": "TEA", "quantity": 1}], "shipping_address": ADDRESS}


KEY = {"Idempotency-Key": "once"}


def by_card(token: str = GOOD, **more: object) -> dict[str, object]:
    return {**ORDER, "payment": {"method": "card", "token": token}, **more}


def waiting(seconds: int, key: str | None = None) -> dict[str, str]:
    return {"Prefer": f"wait={seconds}", **({"Idempotency-Key": key} if key else {})}


async def reported(client: Client, report: bytes) -> None:
    heard = await client(None).post(
        "/v1/payments/webhooks/stripe", content=report, headers={"Stripe-Signature": SIGNATURE}
    )
    assert heard.status_code == 204
