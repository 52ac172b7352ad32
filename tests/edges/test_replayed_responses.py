"""A stored response is not replayed to a caller who has lost access."""

import pytest

from tests.edges.shop import Shop
from tests.modules.orders.sample_data.access import order_body

KEY = {b"idempotency-key": b"kept"}


async def replayed(shop: Shop, who: str, path: str, json: object) -> tuple[int, bool]:
    response = await shop.ask("POST", path, shop.token(who), json=json, headers=KEY)
    return response.status, response.header("idempotent-replayed") == "true"


async def test_a_caller_without_the_scope_gets_no_replay(shop: Shop) -> None:
    clerk = await shop.register("stocker", "manager")
    body = {"sku": "EDGE1", "quantity": 1}
    assert await replayed(shop, "stocker", "/v1/inventory/restock", body) == (201, False)
    assert await replayed(shop, "stocker", "/v1/inventory/restock", body) == (201, True)
    await shop.done("admin", "PATCH", f"/v1/users/{clerk.id}", {"role": "support"})
    assert await replayed(shop, "stocker", "/v1/inventory/restock", body) == (403, False)
    await shop.done("admin", "PATCH", f"/v1/users/{clerk.id}", {"is_active": False})
    assert await replayed(shop, "stocker", "/v1/inventory/restock", body) == (401, False)


async def test_a_deleted_api_key_gets_no_replay(shop: Shop) -> None:
    key = await shop.key("short-lived", frozenset({"inventory:write"}))
    body = {"sku": "EDGE1", "quantity": 1}
    assert await replayed(shop, "short-lived", "/v1/inventory/restock", body) == (201, False)
    await shop.done("admin", "DELETE", f"/v1/api-keys/{key.id}")
    assert await replayed(shop, "short-lived", "/v1/inventory/restock", body) == (401, False)


@pytest.mark.parametrize("who", ["ben", "admin"])
async def test_another_callers_key_does_not_replay_a_response(shop: Shop, who: str) -> None:
    body = order_body(note=f"Not for {who}.")
    key = {b"idempotency-key": who.encode()}
    first = await shop.ask("POST", "/v1/orders", shop.token("ada"), json=body, headers=key)
    again = await shop.ask("POST", "/v1/orders", shop.token(who), json=body, headers=key)
    assert (first.status, again.status) == (201, 201)
    assert first.json()["id"] != again.json()["id"]
    assert again.json()["customer_id"] == shop.people[who].id


async def test_a_response_is_not_replayed_to_another_caller(shop: Shop) -> None:
    placed = await shop.done("ada", "POST", "/v1/orders", order_body())
    path = f"/v1/orders/{placed['id']}/cancel"
    assert await replayed(shop, "ada", path, {"reason": "No."}) == (200, False)
    assert await replayed(shop, "ada", path, {"reason": "No."}) == (200, True)
    assert await replayed(shop, "ben", path, {"reason": "No."}) == (404, False)
    assert await replayed(shop, "bare key", path, {"reason": "No."}) == (404, False)
