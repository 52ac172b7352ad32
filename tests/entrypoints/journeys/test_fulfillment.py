"""The whole program: goods are shipped and returned, and all invariants hold."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import count
from typing import Any

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import override, resolve
from shared.kernel.principal import Principal
from tests.running.program_app import program_app
from tests.settings import settings_of

STAFF = Principal(
    "1",
    "client",
    frozenset(
        {"catalog:write", "inventory:read", "inventory:write", "orders:create", "orders:read", "payments:record"}
        | {"fulfillment:write", "returns:write", "orders:refund"}
    ),
)
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
Post = Callable[..., Any]


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(
        partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off", TRADEPOST_RETURN_WINDOW_DAYS="0"),
        "test",
    )
    yield container
    await container.close()


@pytest.fixture
async def http(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    guests = resolve(program.of(OrdersHttpContainer).tokens).authenticate

    async def authenticate(token: str) -> Principal:
        return await guests(token) if token.startswith("ot_") else STAFF

    override(program.process.authenticate, authenticate)
    app = program_app(program)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        yield client


@pytest.fixture
def post(http: httpx2.AsyncClient) -> Post:
    numbers = count()

    async def post(path: str, json: object = None, *, status: int = 200, who: str = "staff") -> Any:
        headers = {"Authorization": f"Bearer {who}", "Idempotency-Key": f"key-{next(numbers)}"}
        response = await http.post(path, json=json, headers=headers)
        assert response.status_code == status, response.text
        return response.json()

    return post


async def wrong(program: ApiProgram) -> list[object]:
    async with program.database().snapshot() as tx:
        promises = [check for check in program.checks() if not check.on_request and not check.warning]
        return [found for check in promises for found in await check.run(tx)]


async def test_an_order_is_shipped_from_two_locations_and_returned(
    program: ApiProgram, http: httpx2.AsyncClient, post: Post
) -> None:
    await post("/v1/products", {"sku": "MUG1", "name": "Mug", "price_cents": 255}, status=201)
    await post("/v1/locations", {"code": "LEEDS", "name": "Leeds", "country": "GB"}, status=201)
    for code, units in (("MAIN", 3), ("LEEDS", 2)):
        await post("/v1/inventory/restock", {"sku": "MUG1", "quantity": units, "location_code": code}, status=201)
    wish = {
        "items": [{"sku": "MUG1", "quantity": 3}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Grace", "email": "grace@example.com"},
        "payment": {"method": "manual"},
    }
    order = await post("/v1/orders", wish, status=201)
    path, guest = f"/v1/orders/{order['id']}", order["order_token"]
    await post(f"{path}/reallocate", {"line_id": 1, "quantity": 1, "from": "MAIN", "to": "LEEDS"})
    staff = {"Authorization": "Bearer staff"}
    queue = (await http.get("/v1/fulfillment/queue", headers=staff)).json()
    picks = [(pick["location_code"], pick["quantity"]) for pick in queue["items"][0]["picks"]]
    assert picks == [("LEEDS", 1), ("MAIN", 2)]
    for units in (1, 2):
        parcel = await post(
            f"{path}/shipments",
            {"items": [{"line_id": 1, "quantity": units}], "location_code": "MAIN" if units == 2 else "LEEDS"},
            status=201,
        )
    await post(f"/v1/shipments/{parcel['id']}/deliver")
    unwanted = {"items": [{"line_id": 1, "quantity": 2, "reason": "too blue"}]}
    assert (await post(f"{path}/returns", unwanted, status=409, who=guest))["code"] == "return_window_closed"
    requested = await post(f"{path}/returns", unwanted, status=201)
    back = f"/v1/returns/{requested['id']}"
    await post(f"{back}/approve")
    arrival = {"line_id": 1, "quantity": 2, "location_code": "LEEDS", "disposition": "restock"}
    await post(f"{back}/receive", {"items": [arrival]})
    await post(f"{back}/refund", {"deduct_cents": 10})
    end = (await http.get(f"{path}?expand=shipments", headers={"Authorization": f"Bearer {guest}"})).json()
    assert (end["status"], end["fulfillment_status"], end["return_status"]) == (
        "completed",
        "fulfilled",
        "partially_returned",
    )
    assert (end["refunded_cents"], [shipment["status"] for shipment in end["shipments"]]) == (
        500,
        ["shipped", "delivered"],
    )
    ledger = (await http.get(f"/v1/inventory/ledger?order_id={order['id']}&limit=50", headers=staff)).json()["items"]
    assert {"shipped", "returned", "reallocated"} <= {entry["kind"] for entry in ledger}
    assert await wrong(program) == []
