"""The fields of a request's log line."""

import json
from typing import Any

from tests.edges.shop import Shop
from tests.modules.orders.sample_data.access import order_body


def line_of(shop: Shop, request_id: str) -> dict[str, Any]:
    lines = (json.loads(line) for line in shop.logs.getvalue().splitlines())
    (line,) = [line for line in lines if line.get("request_id") == request_id and line["event"] == "request"]
    return dict(line)


async def test_a_placed_order_is_logged_with_its_amounts(shop: Shop) -> None:
    placed = await shop.done("ada", "POST", "/v1/orders", order_body(), headers={b"x-request-id": b"placed-and-logged"})
    line = line_of(shop, "placed-and-logged")
    assert {name: line.get(name) for name in ("order_id", "item_count", "total_cents")} == {
        "order_id": placed["id"],
        "item_count": len(placed["items"]),
        "total_cents": placed["total_cents"],
    }


async def test_a_rejected_order_is_not_logged_as_placed(shop: Shop) -> None:
    refused = {**order_body(), "items": [{"sku": "NOSUCHSKU", "quantity": 1}]}
    response = await shop.call("ada", "POST", "/v1/orders", refused, headers={b"x-request-id": b"refused-and-logged"})
    assert response.status == 422
    assert "order_id" not in line_of(shop, "refused-and-logged")
