"""Encodes requests before the measurement."""

from collections.abc import Mapping

import orjson

from benchmarks.load.baskets import Basket
from benchmarks.load.buyers import Encode

ADDRESS = {
    "name": "Ada Buyer",
    "line1": "1 Market Street",
    "city": "Leeds",
    "postal_code": "LS1 4AP",
    "country": "GB",
}
CARD = {"method": "card", "token": "pm_card_visa"}


def encoder(token: str, extra: Mapping[str, object] | None = None, path: str = "/v1/orders") -> Encode:
    """Encoder of orders with a bearer token; `extra` is added to every body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nIdempotency-Key: "
    ).encode()

    def encode(basket: Basket) -> tuple[bytes, bytes]:
        items = [{"sku": sku, "quantity": quantity} for sku, quantity in basket.lines]
        body = orjson.dumps({"items": items, "shipping_address": ADDRESS, **(extra or {})})
        return head, b"\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    return encode
