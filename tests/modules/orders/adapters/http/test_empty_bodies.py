"""Commands that take no fields say so; nothing and `{}` are the same."""

import pytest

from modules.orders.http_container import OrdersHttpContainer
from tests.modules.orders.adapters.http.conftest import Client

ADDRESS = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}
ORDER = {"items": [{"sku": "TEA", "quantity": 1}], "shipping_address": ADDRESS, "payment": {"method": "invoice"}}


@pytest.mark.parametrize(
    ("body", "response"),
    [(b"null", (422, "")), (b"[]", (422, "")), (b"7", (422, "")), (b'{"x":1}', (422, "/x")), (b"{", (400, None))],
)
async def test_an_unexpected_body_is_rejected_without_effect(
    client: Client, container: OrdersHttpContainer, body: bytes, response: tuple[int, str | None]
) -> None:
    staff = client("staff")
    placed = await staff.post("/v1/orders", json={**ORDER, "customer_id": 7})
    path = placed.headers["Location"]
    await staff.post(f"{path}/hold", json={"reason": "check"})
    refused = await staff.post(f"{path}/release", content=body, headers={"Content-Type": "application/json"})
    errors = refused.json().get("errors")
    assert (refused.status_code, errors[0]["pointer"] if errors else None) == response
    assert (await staff.get(path)).json()["hold"] is not None


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_an_absent_body_equals_an_empty_object(client: Client, body: bytes) -> None:
    staff = client("staff")
    placed = await staff.post("/v1/orders", json={**ORDER, "customer_id": 7})
    path = placed.headers["Location"]
    await staff.post(f"{path}/hold", json={"reason": "check"})
    released = await staff.post(f"{path}/release", content=body, headers={"Content-Type": "application/json"})
    assert (released.status_code, released.json()["hold"]) == (200, None)
