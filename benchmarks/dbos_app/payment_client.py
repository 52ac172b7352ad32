"""The payment provider's API as the DBOS app calls it."""

import os

import httpx2

TIMEOUT_SECONDS = 10
CARD_DECLINED = 402

_http = httpx2.Client(
    base_url=os.environ["PAYMENT_URL"],
    auth=(os.environ["PAYMENT_API_KEY"], ""),
    trust_env=False,
    timeout=TIMEOUT_SECONDS,
    limits=httpx2.Limits(max_connections=100, max_keepalive_connections=100),
)


def charge(*, key: str, order_id: int, total_cents: int, token: str) -> str | None:
    """Charge the card once for this idempotency key; None if it is declined. Raises httpx2.HTTPError."""
    response = _http.post(
        "/v1/payment_intents",
        headers={"Idempotency-Key": key},
        data={
            "amount": total_cents,
            "currency": "gbp",
            "confirm": "true",
            "payment_method": token,
            "automatic_payment_methods[enabled]": "true",
            "automatic_payment_methods[allow_redirects]": "never",
            "metadata[order_id]": order_id,
            "metadata[payment_id]": order_id,
        },
    )
    if response.status_code == CARD_DECLINED:
        return None
    response.raise_for_status()
    return str(response.json()["id"])
