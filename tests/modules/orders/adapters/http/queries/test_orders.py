"""Orders read and listed: by whom, which, and with what beside them."""

import pytest

from modules.orders.adapters.inbound.http.orders.responses import ExpandedOrderOut
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body


async def test_an_order_of_another_buyer_is_not_found(client: Client) -> None:
    placed = await client("customer").post("/v1/orders", json=body(("TEA", 1)))
    path = placed.headers["Location"]
    other, missing = await client("other").get(path), await client("other").get("/v1/orders/999999")
    assert other.status_code == missing.status_code == 404
    assert other.json()["code"] == missing.json()["code"] == "not_found"
    assert (await client("other").post(f"{path}/cancel", json={"reason": "x"})).status_code == 404
    assert (await client("other").get(f"{path}/timeline")).status_code == 404
    assert (await client("staff").get(path)).status_code == 200
    assert (await client(None).get(path)).status_code == 401


async def test_a_client_reads_orders_it_placed(client: Client) -> None:
    placed = await client("client").post("/v1/orders", json=body(("TEA", 1), customer_id=7))
    await client("customer").post("/v1/orders", json=body(("TEA", 1)))
    assert (await client("client").get(placed.headers["Location"])).status_code == 200
    listed = await client("client").get("/v1/orders")
    assert [order["id"] for order in listed.json()["items"]] == [placed.json()["id"]]
    refused = await client("client").post(f"{placed.headers['Location']}/cancel", json={"reason": "x"})
    assert refused.status_code == 403


async def test_related_resources_are_expanded_on_request(client: Client) -> None:
    placed = await client("customer").post("/v1/orders", json=body(("TEA", 4)))
    path = placed.headers["Location"]
    response = await client("customer").get(f"{path}?expand=customer,availability,payments,shipments")
    assert ExpandedOrderOut.model_validate_json(response.content).model_dump().keys() == response.json().keys()
    assert response.json()["customer"]["email"] == "user7@example.com"
    assert response.json()["availability"] == [{"sku": "TEA", "available": 6, "backorderable": 0}]
    assert response.json()["payments"] == response.json()["shipments"] == []
    assert (await client("customer").get(f"{path}?expand=everything")).status_code == 422
    (error,) = (await client("customer").get(f"{path}?expand=payments,shipment")).json()["errors"]
    assert "Did you mean `shipments`? There are: availability, customer," in error["message"]


async def test_lists_are_paged_newest_first_with_a_total(client: Client) -> None:
    http = client("customer")
    ids = [(await http.post("/v1/orders", json=body(("TEA", 1)))).json()["id"] for _ in range(5)]
    await client("staff").post("/v1/orders", json=body(("POT", 1)))
    page = (await http.get("/v1/orders?limit=2")).json()
    assert (page["total"], [o["id"] for o in page["items"]]) == (5, ids[:2:-1])
    rest = (await http.get(f"/v1/orders?limit=3&cursor={page['next_cursor']}")).json()
    assert [o["id"] for o in rest["items"]] == ids[2::-1]
    assert rest["next_cursor"] is None
    everybodys = (await client("staff").get("/v1/orders")).json()
    assert everybodys["total"] == 6
    cheap = (await client("staff").get("/v1/orders?sort=-created_at,id&total_max=300&limit=2")).json()
    assert [o["id"] for o in cheap["items"]] == ids[:2:-1]
    assert cheap["total"] == 5
    url = f"/v1/orders?sort=-created_at,id&total_max=300&limit=2&cursor={cheap['next_cursor']}"
    assert [o["id"] for o in (await client("staff").get(url)).json()["items"]] == [ids[2], ids[1]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=pending_payment", 3),
        ("status=confirmed", 1),
        ("payment_status=paid", 1),
        ("fulfillment_status=unfulfilled", 4),
        ("customer_id=7", 2),
        ("email=BO@example.com", 1),
        ("email=unknown@example.com", 0),
        ("email=USER7@example.com", 2),
        ("sku=POT", 1),
        ("client_reference=web-1", 1),
        ("coupon_code=SPRING", 0),
        ("coupon_code=%20spring%20", 0),
        ("created_from=2020-01-01T00:00:00Z&created_to=2020-01-02T00:00:00Z", 0),
        ("updated_from=2020-01-01T00:00:00Z", 4),
        ("total_min=256", 1),
        ("total_max=255", 3),
    ],
)
async def test_lists_are_filtered(client: Client, query: str, found: int) -> None:
    await client("customer").post("/v1/orders", json=body(("TEA", 1), client_reference="web-1"))
    await client("customer").post("/v1/orders", json=body(("POT", 1)))
    await client("client").post("/v1/orders", json=body(("TEA", 1), customer={"name": "Bo", "email": "bo@example.com"}))
    await client("staff").post("/v1/orders", json=body(("TEA", 1), payment={"method": "manual"}))
    response = await client("staff").get(f"/v1/orders?{query}")
    assert response.status_code == 200, response.text
    assert response.json()["total"] == len(response.json()["items"]) == found


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("coupon_code=!!", ["/query/coupon_code"]),
        ("coupon_code=AB", ["/query/coupon_code"]),
        ("email=bo", ["/query/email"]),
        (f"client_reference={'x' * 65}", ["/query/client_reference"]),
        ("total_min=5&total_max=1", ["/query/total_min", "/query/total_max"]),
        (
            "created_from=2026-01-02T00:00:00Z&created_to=2026-01-01T00:00:00Z",
            ["/query/created_from", "/query/created_to"],
        ),
    ],
)
async def test_impossible_filters_are_rejected(client: Client, query: str, pointers: list[str]) -> None:
    refused = await client("staff").get(f"/v1/orders?{query}")
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == pointers


async def test_a_sku_that_no_product_can_have_is_refused_naming_the_pattern(client: Client) -> None:
    http = client("customer")
    await http.post("/v1/orders", json=body(("TEA", 1)))
    assert [len((await http.get(f"/v1/orders?sku={sku}")).json()["items"]) for sku in ("TEA", "MUG")] == [1, 0]
    refused = await http.get("/v1/orders?sku=tea")
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (422, "/query/sku", "pattern")
    assert "^[A-Z0-9]{3,20}$" in error["message"]
